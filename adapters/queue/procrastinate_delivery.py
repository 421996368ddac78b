"""Commit messages in the transaction of the rows that they are about."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.queue.procrastinate_messages import WRITE, Routing
from application.ports.queue import JobMessage, JobQueue


class ProcrastinateDelivery:
    """Writes each message on the transaction's connection; the commit delivers it.

    It has the interface of MessageDelivery in adapters.sql.
    """

    def __init__(self, queue: JobQueue, routing: Routing) -> None:
        self._queue = queue
        self._routing = routing

    async def stage(self, message: JobMessage, connection: AsyncConnection) -> None:
        """Write the message. Raises QueueFullError, and what SQLAlchemy raises."""
        if not message.returning:
            await self._queue.ensure_room()
        await connection.exec_driver_sql(WRITE, self._routing.values(message))

    async def committed(self, messages: Sequence[JobMessage]) -> None:
        """Do nothing: the commit has delivered the messages."""
