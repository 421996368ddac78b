"""Measures live transcription: real speech is sent to a running service at the pace of speech."""
