"""Whisper on CTranslate2: loads and shares models, schedules windows, recognises what was said.

Import the classes from their modules; importing any of them loads no model.
"""
