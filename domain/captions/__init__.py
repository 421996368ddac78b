"""Turns segments into captions: cues that can be read while the sound plays."""
