"""Whisper on CTranslate2: probing, decoding, scheduling windows, models in memory.

Import the classes from their modules; importing any of them loads no model.
"""
