"""Adapters for Redis: cache, event bus, and limits that all processes share."""
