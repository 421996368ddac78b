"""Deliver messages together with a transaction."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection
from typing_extensions import override

from application.ports.queue import JobMessage, JobQueue


class MessageDelivery(Protocol):
    """How a transaction passes its messages to a queue.

    A queue in the same database writes its message in `stage`, on the transaction's connection, so
    that row and message are committed together; it does nothing in `committed`. Any other queue is
    told in `committed`.
    """

    @abstractmethod
    async def stage(self, message: JobMessage, connection: AsyncConnection) -> None:
        """Take a message in a transaction that may still be undone. Raises QueueFullError."""

    @abstractmethod
    async def committed(self, messages: Sequence[JobMessage]) -> None:
        """Deliver the staged messages in order, now that the transaction is committed."""


class DeliveryAfterCommit(MessageDelivery):
    """For a queue outside the database: check for room at once, deliver after the commit.

    A process that dies in between leaves a queued job without a message. That is no loss, as the
    leader writes the missing messages of queued jobs again.
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
