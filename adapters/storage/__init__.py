"""Where audio and the service's own files are kept."""
