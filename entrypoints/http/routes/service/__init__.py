"""The service itself: its health, its figures, its pages."""
