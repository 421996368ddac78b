"""How many live sessions there may be, and how fast their sound may come."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from application.limits.open_by_user import OpenByUser
from application.ports.clock import Clock
from domain.errors.live import LiveSessionsFullError, SoundTooFastError, TooManyLiveSessionsError
from domain.user import User


@dataclass(frozen=True, slots=True)
class LiveLimits:
    """The operator's limits.

    A client may be `ahead_seconds` ahead of real time, and send nothing for `idle_seconds`.
    """

    sessions: int = 32
    sessions_of_user: int = 4
    ahead_seconds: float = 60.0
    idle_seconds: float = 300.0


@dataclass(frozen=True, slots=True)
class OpenLiveSessions:
    """Counts the open sessions of this process, and those of each user."""

    limits: LiveLimits = field(default_factory=LiveLimits)
    _open: OpenByUser = field(default_factory=OpenByUser, init=False)

    @property
    def count(self) -> int:
        """How many are open."""
        return self._open.total

    @contextmanager
    def one_more(self, caller: User) -> Iterator[None]:
        """Count a session in this context.

        Raises TooManyLiveSessionsError, LiveSessionsFullError.
        """
        if self._open.of(caller.id) >= self.limits.sessions_of_user:
            raise TooManyLiveSessionsError(self.limits.sessions_of_user)
        if self.count >= self.limits.sessions:
            raise LiveSessionsFullError
        with self._open.one_more(caller.id):
            yield


class SoundPace:
    """Compares how much sound came with the time that has passed."""

    def __init__(self, clock: Clock, ahead_seconds: float) -> None:
        self._clock = clock
        self._ahead_seconds = ahead_seconds
        self._spoken_until: datetime | None = None

    def take(self, seconds: float) -> None:
        """Count sound of this length. Raises SoundTooFastError if it comes too early."""
        now = self._clock.now()
        since = now if self._spoken_until is None else max(now, self._spoken_until)
        ahead = (since - now).total_seconds() + seconds
        if ahead > self._ahead_seconds:
            raise SoundTooFastError(self._ahead_seconds)
        if math.isfinite(self._ahead_seconds):  # else sound may end after the end of all dates
            self._spoken_until = since + timedelta(seconds=seconds)
