"""How messages leave a transaction."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection
from typing_extensions import override

from application.ports.queue import JobMessage, JobQueue


class MessageDelivery(Protocol):
    """The seam between a transaction and a job engine.

    An engine that lives in the same database writes its message in `stage`, on the transaction's
    connection, so that row and message are committed together, and has nothing left to do in
    `committed`. Any other engine is told in `committed`.
    """

    @abstractmethod
    async def stage(self, message: JobMessage, connection: AsyncConnection) -> None:
        """Take a message, in a transaction that may still be undone. Raises QueueFullError."""

    @abstractmethod
    async def committed(self, messages: Sequence[JobMessage]) -> None:
        """Deliver what was staged, in that order, now that the transaction is kept."""


class DeliveryAfterCommit(MessageDelivery):
    """For a queue outside the database: asks for room at once, and delivers after the commit.

    A process that dies in between leaves a queued job without a message. That is no loss: jobs
    found queued are taken up again, for the database is the truth.
    """

    def __init__(self, queue: JobQueue) -> None:
        self._queue = queue

    @override
    async def stage(self, message: JobMessage, connection: AsyncConnection) -> None:
        if not message.returning:
            await self._queue.ensure_room()

    @override
    async def committed(self, messages: Sequence[JobMessage]) -> None:
        for message in messages:
            await self._queue.put(message)
