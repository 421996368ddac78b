"""Live sessions: speech becomes text while it is spoken."""
