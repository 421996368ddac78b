"""The use cases that the routes call, by area."""
