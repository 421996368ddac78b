"""Fake adapters: the ports in plain memory, for tests."""
