"""Webhooks: tells a user's own server that a job has ended."""
