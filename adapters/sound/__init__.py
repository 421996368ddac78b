"""Sound: containers and codecs, channels, speech detection and windows.

Other adapters may use it. It does not depend on Whisper: waveforms, diarisation and live audio need
the same decoding.
"""
