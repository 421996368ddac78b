"""The HTTP server: connections, middlewares, start and shutdown."""
