"""Call addresses that users name: webhooks, and recordings to fetch."""
