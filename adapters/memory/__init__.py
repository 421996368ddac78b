"""Adapters in the memory of one process: caches, limits, leadership, events and wake-ups."""
