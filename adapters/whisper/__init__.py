"""Whisper on CTranslate2: models in memory, lanes that share them, what is heard in a window.

Import the classes from their modules; importing any of them loads no model.
"""
