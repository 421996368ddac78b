"""Watching: tells a client what happens to jobs while it happens."""
