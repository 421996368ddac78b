"""`transcriber transcribe`: files to transcripts, without a server."""
