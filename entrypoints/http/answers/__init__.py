"""Builds responses: whole bodies, streams, server-sent events and files."""
