"""Live transcription: turns of speech, words that are committed, and what a session is told."""
