"""Defines routes: their paths, the API keys that they accept, and their documentation."""
