"""Transcribe what is put into a folder."""
