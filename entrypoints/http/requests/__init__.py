"""Requests: read, checked, and turned into typed values."""
