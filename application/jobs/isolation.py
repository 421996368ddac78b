"""Track the jobs of this process, so that a suspected one can run alone."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta

from application.concurrency.tasks import first_of
from application.ports.clock import Clock
from application.ports.queue import JobQueue
from domain.job import JobId


class Stay:
    """The time that one job runs in this process."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()

    def ask_to_leave(self) -> None:
        """Ask the job to be handed back, so that another one can run alone."""
        self._asked.set()

    async def asked_to_leave(self) -> None:
        """Wait until the job is asked to leave."""
        await self._asked.wait()


class Isolation:
    """Lets one job run alone in this process, so that a crash can only be its own.

    Meanwhile the queue hands out nothing, and direct requests wait. Jobs that are running when it
    starts have `grace_seconds` to end; then they are handed back, and continue later after their
    last passages. A direct request cannot be handed back, so the job itself has to come again;
    after `patience_seconds` of that it `has_waited_enough`.
    """

    def __init__(
        self,
        queue: JobQueue,
        clock: Clock,
        *,
        grace_seconds: float = 2.0,
        patience_seconds: float = 300.0,
    ) -> None:
        self._queue = queue
        self._clock = clock
        self._grace_seconds = grace_seconds
        self._patience = timedelta(seconds=patience_seconds)
        self._stays: set[Stay] = set()
        self._alone: Stay | None = None
        self._visitors = 0
        self._left = asyncio.Event()
        self._opened = asyncio.Event()
        self._refused_since: dict[JobId, datetime] = {}

    @property
    def is_closed(self) -> bool:
        """Whether a job runs alone, or is about to."""
        return self._alone is not None

    @contextmanager
    def beside_others(self) -> Iterator[Stay]:
        """Register a job that runs beside others; check `is_closed` first."""
        stay = Stay()
        self._stays.add(stay)
        try:
            yield stay
        finally:
            self._leave(stay)

    @asynccontextmanager
    async def alone(self, job_id: JobId) -> AsyncIterator[Stay | None]:
        """Register a job that runs alone; None if that is not possible now."""
        if self._visitors:
            self._note_refusal(job_id)
        if self._visitors or self.is_closed:
            yield None
            return
        self._refused_since.pop(job_id, None)
        stay = self._alone = Stay()
        self._opened.clear()
        self._queue.pause()
        try:
            await self._make_room()
            yield stay
        finally:
            self._leave(stay)
            self._open_after(stay)

    def let_others_in(self, stay: Stay) -> None:
        """Let other jobs in again while this one continues."""
        self._stays.add(stay)
        self._open_after(stay)

    @asynccontextmanager
    async def visit(self) -> AsyncIterator[None]:
        """Register a direct request, which cannot be handed back; wait while a job runs alone."""
        while self.is_closed:
            await self._opened.wait()
        self._visitors += 1
        try:
            yield
        finally:
            self._visitors -= 1

    def has_waited_enough(self, job_id: JobId) -> bool:
        """Whether direct requests have kept the job from running alone for too long."""
        since = self._refused_since.get(job_id)
        return since is not None and self._clock.now() - since >= self._patience

    async def _make_room(self) -> None:
        await first_of(self._all_left(), self._clock.sleep(self._grace_seconds))
        for other in self._stays:
            other.ask_to_leave()
        await self._all_left()

    async def _all_left(self) -> None:
        while self._stays:
            self._left.clear()
            await self._left.wait()

    def _leave(self, stay: Stay) -> None:
        self._stays.discard(stay)
        self._left.set()

    def _open_after(self, stay: Stay) -> None:
        if self._alone is stay:
            self._alone = None
            self._opened.set()
            self._queue.resume()

    def _note_refusal(self, job_id: JobId) -> None:
        """Remember when it was first refused; a job that does not come again has run elsewhere."""
        now = self._clock.now()
        self._refused_since = {
            known: since
            for known, since in self._refused_since.items()
            if now - since < 2 * self._patience
        }
        self._refused_since.setdefault(job_id, now)
