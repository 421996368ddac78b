"""Detects clients that stop reading a response."""

import asyncio
from collections.abc import Callable
from typing import Final

# Sending so many of the buffered bytes, or all of them, counts as progress.
_PROGRESS_BYTES: Final = 16 * 2**10


class SendBuffer:
    """The send buffer of one connection, watched also after the connection was told to close.

    asyncio waits without limit for a closed transport to send its buffer, and keeps a file
    descriptor and memory for it.
    """

    def __init__(
        self, transport: asyncio.Transport, patience_seconds: float, clock: Callable[[], float]
    ) -> None:
        self.transport = transport
        self._patience_seconds = patience_seconds
        self._clock = clock
        self._waited_bytes = 0
        self._since = clock()

    def note_progress(self) -> None:
        """Restart the timeout: the client has read most of the buffer."""
        self._waited_bytes = self.transport.get_write_buffer_size()
        self._since = self._clock()

    def is_stalled(self) -> bool:
        """Return whether the client has read almost nothing during the stall timeout."""
        waiting = self.transport.get_write_buffer_size()
        if not waiting or not self._waited_bytes or self._taken(waiting):
            self.note_progress()
            return False
        return self._clock() - self._since >= self._patience_seconds

    def _taken(self, waiting: int) -> bool:
        return self._waited_bytes - waiting >= _PROGRESS_BYTES
