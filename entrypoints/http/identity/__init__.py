"""Finds the caller and their address, and limits their requests."""
