"""Places within one process."""

import math
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from typing_extensions import override

from application.ports.clock import Clock
from application.ports.room import Room
from domain.errors import QueueFullError

REMEMBERED: Final = 32
SOONEST: Final = 1
# OpenAI's clients wait no longer than this for what Retry-After asks.
LATEST: Final = 60


class MemoryRoom(Room):
    """Counts the places of this process, and times how long the last ones were taken."""

    def __init__(self, clock: Clock, *, places: int) -> None:
        self._clock = clock
        self._places = places
        self._taken = 0
        self._seconds: deque[float] = deque(maxlen=REMEMBERED)

    @override
    def ensure_free(self) -> None:
        if self._taken >= self._places:
            raise QueueFullError(self._seconds_until_free())

    @override
    @contextmanager
    def place(self) -> Iterator[None]:
        self.ensure_free()
        self._taken += 1
        began = self._clock.now()
        try:
            yield
        finally:
            self._taken -= 1
            self._seconds.append((self._clock.now() - began).total_seconds())

    def _seconds_until_free(self) -> int:
        """On average one of the places is free after its share of how long one is taken."""
        usual = sum(self._seconds) / len(self._seconds) if self._seconds else 0.0
        return min(LATEST, max(SOONEST, math.ceil(usual / self._places)))
