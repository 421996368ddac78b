"""OpenAI's audio API: its routes, its forms, its answers."""
