"""The subjects that are compared."""
