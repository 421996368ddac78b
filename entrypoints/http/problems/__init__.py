"""Writes errors as problem details, in OpenAI's format or as a page."""
