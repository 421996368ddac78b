"""Recordings on their way in: forms streamed into the store, or large files in pieces (tus)."""
