"""What the service does, in use cases over ports; it knows no framework."""
