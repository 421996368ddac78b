"""Reads requests, checks them and returns typed values."""
