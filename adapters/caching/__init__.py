"""Adapters that cache values on top of any Cache."""
