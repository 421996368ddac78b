"""Store audio and the service's own files."""
