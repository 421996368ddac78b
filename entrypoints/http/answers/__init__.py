"""Answers: sent whole, piece by piece, as events or as files."""
