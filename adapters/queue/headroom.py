"""How many more messages fit, without counting for each of them."""

from time import monotonic
from typing import Final

TRUSTED_SECONDS: Final = 1.0
TRUSTED_SHARE: Final = 10


class Headroom:
    """Remembers a count for a second, and lets a tenth of what was free then pass on it.

    Other processes write, too, so the limit may be overrun by a little; near it all is counted.
    """

    def __init__(self) -> None:
        self._left = 0
        self._until = 0.0

    def take(self) -> bool:
        """Say whether one more fits for certain; if not, somebody has to count."""
        if self._left <= 0 or monotonic() > self._until:
            return False
        self._left -= 1
        return True

    def counted(self, free: int) -> None:
        """Note how many places were free just now."""
        self._left = free // TRUSTED_SHARE
        self._until = monotonic() + TRUSTED_SECONDS
