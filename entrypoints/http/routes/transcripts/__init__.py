"""Routes of a job's results: transcript, audio, waveform and corrections."""
