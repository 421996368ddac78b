"""Estimate how many more messages fit, without counting before each one."""

from time import monotonic
from typing import Final

TRUSTED_SECONDS: Final = 1.0
TRUSTED_SHARE: Final = 10


class Headroom:
    """Remembers a count for a second, and admits a tenth of the free places on it.

    Other processes write too, so the limit may be exceeded slightly; near the limit, every message
    is counted.
    """

    def __init__(self) -> None:
        self._left = 0
        self._until = 0.0

    def take(self) -> bool:
        """Say whether another message certainly fits; if not, the caller has to count."""
        if self._left <= 0 or monotonic() > self._until:
            return False
        self._left -= 1
        return True

    def counted(self, free: int) -> None:
        """Note how many places are free now."""
        self._left = free // TRUSTED_SHARE
        self._until = monotonic() + TRUSTED_SECONDS
