"""Builds the container image and tries it out, with whatever container tools there are."""
