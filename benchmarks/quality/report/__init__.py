"""What is told of a run: tables, bars, and what falls short."""
