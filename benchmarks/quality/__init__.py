"""The quality of transcripts: this engine beside faster-whisper, same weights, same recordings."""
