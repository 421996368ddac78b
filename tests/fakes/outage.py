"""A database that does not answer for a while."""

import asyncio
from datetime import timedelta
from typing import Self

from typing_extensions import override

from application.ports.queue import JobQueue
from domain.errors.capacity import DatabaseUnavailableError
from tests.memory.clock import MemoryClock
from tests.memory.database import MemoryDatabase
from tests.memory.unit_of_work import MemoryUnitOfWork


class Outage:
    """Says whether the database answers; so many commits as `lost_replies` are kept in silence."""

    def __init__(self, clock: MemoryClock) -> None:
        self.lost_replies = 0
        self._clock = clock
        self._until = clock.now()

    def begin(self, seconds: float) -> None:
        """Be away from now on, for so long."""
        self._until = self._clock.now() + timedelta(seconds=seconds)

    def ensure_there(self) -> None:
        if self._clock.now() < self._until:
            raise DatabaseUnavailableError

    def reply(self) -> None:
        if self.lost_replies:
            self.lost_replies -= 1
            raise DatabaseUnavailableError


class BrittleUnitOfWork(MemoryUnitOfWork):
    """A unit of work on a database that may be away."""

    def __init__(self, database: MemoryDatabase, queue: JobQueue, outage: Outage) -> None:
        super().__init__(database, queue)
        self._outage = outage

    @override
    async def __aenter__(self) -> Self:
        self._outage.ensure_there()
        return await super().__aenter__()

    @override
    async def commit(self) -> None:
        self._outage.ensure_there()
        await asyncio.sleep(0)  # a question over a network, and its answer
        await super().commit()
        await asyncio.sleep(0)
        self._outage.reply()
