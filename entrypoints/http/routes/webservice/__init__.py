"""The two routes of whisper-asr-webservice, for programs that were written for it."""
