"""Count what each user has open in this process."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from domain.user import UserId


@dataclass(frozen=True, slots=True)
class OpenByUser:
    """How much each user has open; users who have nothing open are forgotten."""

    _open: Counter[UserId] = field(default_factory=Counter, init=False)

    @property
    def total(self) -> int:
        """How much all users have open."""
        return self._open.total()

    def of(self, user: UserId) -> int:
        """How much one user has open."""
        return self._open[user]

    @contextmanager
    def one_more(self, user: UserId) -> Iterator[None]:
        """Count one more of the user in this context."""
        self._open[user] += 1
        try:
            yield
        finally:
            self._open[user] -= 1
            if not self._open[user]:
                del self._open[user]
