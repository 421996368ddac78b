"""Routes of the service itself: health, metrics, models and web pages."""
