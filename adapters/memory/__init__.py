"""The ports in plain memory: for tests, and where the embedded mode is served by that."""
