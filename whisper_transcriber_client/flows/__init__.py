"""What is asked of the service, step by step, and without any input or output."""
