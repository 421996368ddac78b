"""Decode windows into segments and words, and repair or drop text that is not reliable."""
