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
    """How often a watcher gets a heartbeat, and looks by itself, in seconds.

    It looks every `look_every` while the bus is live, since a bus may lose something, and every
    `poll_every` while it is not.
    """

    heartbeat: float = 15.0
    look_every: float = 60.0
    poll_every: float = 2.0


class Pace:
    """When the next heartbeat and the next look of one watcher are due."""

    def __init__(self, clock: Clock, policy: WatchPolicy) -> None:
        self._clock = clock
        self._policy = policy
        self._look_due = clock.now()
        self.told()

    def told(self) -> None:
        """Note that something was sent, which replaces the next heartbeat."""
        self._beat_due = self._in(self._policy.heartbeat)

    def looked(self, bus: EventBus) -> None:
        """Note that a look starts."""
        self._look_due = self._in(self._policy.look_every if bus.live else self._policy.poll_every)

    def hurry(self) -> None:
        """Look again soon."""
        self._look_due = min(self._look_due, self._in(self._policy.poll_every))

    def pause(self) -> float:
        """Return the seconds until something is due."""
        due = min(self._beat_due, self._look_due)
        return max(0.0, (due - self._clock.now()).total_seconds())

    def is_look_due(self) -> bool:
        """Whether a look is due."""
        return self._clock.now() >= self._look_due

    def is_beat_due(self) -> bool:
        """Whether a heartbeat is due."""
        return self._clock.now() >= self._beat_due

    def _in(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)


async def within(seconds: float, wait: Coroutine[Any, Any, Result], clock: Clock) -> Result | None:
    """Return the result, or None after that many seconds."""
    waiting = asyncio.create_task(wait)
    sleeping = asyncio.create_task(clock.sleep(seconds))
    try:
        await asyncio.wait({waiting, sleeping}, return_when=asyncio.FIRST_COMPLETED)
        return waiting.result() if waiting.done() else None
    finally:
        waiting.cancel()
        sleeping.cancel()
