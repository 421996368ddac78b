"""Routes that are compatible with OpenAI's audio API."""
