"""The server itself: its connections, what surrounds every request, how it leaves."""
