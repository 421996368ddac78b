"""`make speaker-models`: convert the two networks of diarization from their checkpoints to ONNX."""
