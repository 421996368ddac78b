"""Detect speech, and cut it into windows."""
