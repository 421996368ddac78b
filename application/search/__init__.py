"""Finds what was said in a user's recordings."""
