"""Find, load, share and unload models."""
