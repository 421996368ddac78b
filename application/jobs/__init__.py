"""Jobs: handed in, worked on, read, cancelled, tried again, deleted."""
