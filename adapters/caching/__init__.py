"""What is remembered, on top of any cache."""
