"""Who can log in, how they do it, and with which keys."""
