"""Keep the service's log out of the figures that a benchmark prints."""

import logging

import structlog


def log_warnings_only() -> None:
    """Print warnings and worse, nothing else."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
