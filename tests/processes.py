"""The decoding processes that all tests of one run share."""

import atexit
from functools import cache

from adapters.sound.processes.pool import DecodingProcesses


@cache
def decoding_processes() -> DecodingProcesses:
    """Start none before the first test that decodes, and end them with the run."""
    processes = DecodingProcesses()
    atexit.register(processes.close)
    return processes
