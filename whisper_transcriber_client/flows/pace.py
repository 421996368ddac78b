"""How far ahead of real time sound is sent."""

from collections.abc import Callable
from typing import Final

# The service takes sound up to a minute ahead (LIVE_AHEAD_SECONDS).
_AHEAD_SECONDS: Final = 50.0


class Pace:
    """Counts as the service does, for one connection."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._spoken_until = clock()

    @property
    def allows_more(self) -> bool:
        """Whether a second of sound may be sent now."""
        return self._spoken_until - self._clock() + 1 <= _AHEAD_SECONDS

    def count(self, seconds: float) -> None:
        """Count sound that is sent."""
        self._spoken_until = max(self._spoken_until, self._clock()) + seconds
