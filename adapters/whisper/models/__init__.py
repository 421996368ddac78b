"""Models: found, loaded, shared, let go."""
