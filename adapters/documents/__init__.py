"""Transcripts as files for word processors and for printing."""
