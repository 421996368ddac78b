"""What goes wrong, and how it is told: problem details, OpenAI's dialect, a page for people."""
