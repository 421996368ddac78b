"""Measures the search over what was said, with few and with many passages side by side."""
