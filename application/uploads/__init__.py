"""Uploads: recordings on their way in, whole or in parts."""
