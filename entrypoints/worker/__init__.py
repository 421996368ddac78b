"""The worker: messages in, use cases called."""
