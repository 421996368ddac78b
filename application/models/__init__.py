"""Models: downloaded, chosen and removed by admins."""
