"""Limit how many event streams one user may have open."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from domain.errors.capacity import TooManyStreamsError
from domain.user import User, UserId


@dataclass(frozen=True, slots=True)
class OpenStreams:
    """Counts each user's open streams in this process, so that nobody takes all sockets."""

    most: int = 100
    _open: Counter[UserId] = field(default_factory=Counter, init=False)

    @contextmanager
    def one_more(self, caller: User) -> Iterator[None]:
        """Count one stream in this context. Raises TooManyStreamsError."""
        if self._open[caller.id] >= self.most:
            raise TooManyStreamsError(self.most)
        self._open[caller.id] += 1
        try:
            yield
        finally:
            self._open[caller.id] -= 1
            if not self._open[caller.id]:
                del self._open[caller.id]
