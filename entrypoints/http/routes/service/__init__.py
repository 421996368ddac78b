"""The service itself: its health, its metrics, its pages."""
