"""Upkeep: finds what crashed or expired, cleans up, and reports on the service."""
