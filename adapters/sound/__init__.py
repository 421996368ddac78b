"""Sound: containers and codecs, channels, speech detection and windows.

The floor that other adapters stand on. It knows nothing of Whisper: speakers, waveforms and live
audio need the same decoding.
"""
