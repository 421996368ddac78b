"""What the application needs from outside: one Protocol a file, in domain types only."""
