"""Shares transcripts by links that end."""
