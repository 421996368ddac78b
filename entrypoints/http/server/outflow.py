"""Whether a client takes what is sent to it."""

import asyncio
from collections.abc import Callable
from typing import Final

# To have taken so much of what waits here, or all of it, is progress.
_PROGRESS_BYTES: Final = 16 * 2**10


class Outflow:
    """What waits to be sent on one connection, also after that was told to close.

    A transport that is closed waits without end for what it still has to send, and keeps a file
    and memory for it.
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
        """Begin to wait anew: the client has taken most of what waited."""
        self._waited_bytes = self.transport.get_write_buffer_size()
        self._since = self._clock()

    def is_stalled(self) -> bool:
        """Say whether nothing worth mention was taken for as long as there is patience."""
        waiting = self.transport.get_write_buffer_size()
        if not waiting or not self._waited_bytes or self._taken(waiting):
            self.note_progress()
            return False
        return self._clock() - self._since >= self._patience_seconds

    def _taken(self, waiting: int) -> bool:
        return self._waited_bytes - waiting >= _PROGRESS_BYTES
