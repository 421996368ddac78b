"""Transcripts: read with their corrections, exported, and shown beside their sound."""
