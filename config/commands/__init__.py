"""Implements the commands of the command line, each with its own container."""
