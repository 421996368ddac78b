"""Decide how long a watcher waits for an event, a heartbeat or its own next look."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from application.ports.clock import Clock
from application.ports.event_bus import EventBus

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class WatchPolicy:
    """How often a watcher gets a sign of life, and looks by itself; all in seconds.

    It looks every `look_every` while the bus is live, since a bus may lose something, and every
    `poll_every` while it is not.
    """

    heartbeat: float = 15.0
    look_every: float = 60.0
    poll_every: float = 2.0


class Pace:
    """When one watcher is due to be told something, and to look."""

    def __init__(self, clock: Clock, policy: WatchPolicy) -> None:
        self._clock = clock
        self._policy = policy
        self._look_due = clock.now()
        self.told()

    def told(self) -> None:
        """Note that something was sent: a sign of life is due only later."""
        self._beat_due = self._in(self._policy.heartbeat)

    def looked(self, bus: EventBus) -> None:
        """Note that a look begins."""
        self._look_due = self._in(self._policy.look_every if bus.live else self._policy.poll_every)

    def hurry(self) -> None:
        """Look again soon."""
        self._look_due = min(self._look_due, self._in(self._policy.poll_every))

    def pause(self) -> float:
        """Give the seconds until something is due."""
        due = min(self._beat_due, self._look_due)
        return max(0.0, (due - self._clock.now()).total_seconds())

    def is_look_due(self) -> bool:
        """Whether it is time to look."""
        return self._clock.now() >= self._look_due

    def is_beat_due(self) -> bool:
        """Whether it is time for a sign of life."""
        return self._clock.now() >= self._beat_due

    def _in(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)


async def within(seconds: float, wait: Coroutine[Any, Any, Result], clock: Clock) -> Result | None:
    """Give what comes of it, or None once that many seconds have passed."""
    waiting = asyncio.create_task(wait)
    sleeping = asyncio.create_task(clock.sleep(seconds))
    try:
        await asyncio.wait({waiting, sleeping}, return_when=asyncio.FIRST_COMPLETED)
        return waiting.result() if waiting.done() else None
    finally:
        waiting.cancel()
        sleeping.cancel()
