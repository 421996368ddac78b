"""Receives recordings: forms streamed into the blob store, and resumable uploads (tus)."""
