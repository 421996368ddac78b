"""What a transcription service is about, in the standard library alone."""
