"""Hash passwords, sign tokens and tickets, encrypt secrets, and compare names."""
