"""Keep the service's log out of the results that a benchmark prints."""

import logging

import structlog


def log_warnings_only() -> None:
    """Log warnings and errors only."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
