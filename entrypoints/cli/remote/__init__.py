"""The same from afar: commands that talk to a service over HTTP, as any other client does."""
