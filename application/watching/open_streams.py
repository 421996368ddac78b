"""Limit how many event streams one user may have open."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from application.limits.open_by_user import OpenByUser
from domain.errors.capacity import TooManyStreamsError
from domain.user import User


@dataclass(frozen=True, slots=True)
class OpenStreams:
    """Counts each user's open streams in this process, so that nobody takes all sockets."""

    most: int = 100
    _open: OpenByUser = field(default_factory=OpenByUser, init=False)

    @contextmanager
    def one_more(self, caller: User) -> Iterator[None]:
        """Count one stream in this context. Raises TooManyStreamsError."""
        if self._open.of(caller.id) >= self.most:
            raise TooManyStreamsError(self.most)
        with self._open.one_more(caller.id):
            yield
