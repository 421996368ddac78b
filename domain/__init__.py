"""The entities and rules of a transcription service, in the standard library alone."""
