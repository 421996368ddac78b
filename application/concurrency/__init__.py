"""Concurrency: small helpers for asyncio, retries and waiting that all areas share."""
