"""Limits: how much of the service one user may have."""
