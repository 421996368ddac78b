"""Adapters in plain memory that one process serves with: caches, rates, places, and events."""
