"""Benchmarks that compare measurements of the same weights in the same run."""

import adapters.whisper  # noqa: F401 (before others, so that NumPy is set up as in the service)
