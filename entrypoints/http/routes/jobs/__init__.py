"""Routes of jobs, uploads, events and webhooks."""
