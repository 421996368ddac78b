"""Messages that are committed together with the rows they speak of."""

from collections.abc import Sequence
from contextlib import nullcontext, suppress

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.queue.procrastinate_errors import translated_errors
from adapters.queue.procrastinate_messages import Routing, write
from application.ports.queue import JobMessage, JobQueue


class ProcrastinateDelivery:
    """Writes each message on the transaction's own connection; the commit is the delivery.

    A message that waits already is left as it is: a savepoint keeps PostgreSQL's refusal from
    ending the whole transaction, where there can be such a one. The shape is that of
    MessageDelivery in adapters.sql.
    """

    def __init__(self, queue: JobQueue, routing: Routing) -> None:
        self._queue = queue
        self._routing = routing
        self._app = App(connector=PsycopgConnector())  # never opened: it is lent connections

    async def stage(self, message: JobMessage, connection: AsyncConnection) -> None:
        """Write the message. Raises QueueFullError, DatabaseUnavailableError."""
        if not message.returning:
            await self._queue.ensure_room()
        driver = (await connection.get_raw_connection()).driver_connection
        with suppress(AlreadyEnqueued), translated_errors():
            async with nullcontext() if message.first else connection.begin_nested():
                await write(message, self._app, self._routing, driver)

    async def committed(self, messages: Sequence[JobMessage]) -> None:
        """Do nothing: what was staged is there."""
