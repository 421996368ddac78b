"""The worker: takes messages from the queue and calls use cases."""
