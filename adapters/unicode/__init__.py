"""Unicode's rules for texts, by ICU."""
