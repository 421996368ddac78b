"""procrastinate's connection to PostgreSQL, which retries while the database is away."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, LiteralString, TypeVar

import structlog
from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from procrastinate.exceptions import ConnectorException
from psycopg.errors import RaiseException
from typing_extensions import override

from adapters.queue.procrastinate_errors import is_away

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()

Result = TypeVar("Result")

PAUSE_SECONDS: Final = 1.0


class RetryingConnector(PsycopgConnector):
    """Retries queries while the database is away.

    procrastinate's worker ends, and takes no more jobs while the last one runs, as soon as one of
    its queries fails. `retrying` is set to False when the worker is to stop.
    """

    def __init__(self) -> None:
        super().__init__()
        self.retrying = True

    @override
    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        with _swept_message_ignored():
            await self._retry(partial(super().execute_query_async, query, **arguments))

    @override
    async def execute_query_one_async(
        self, query: LiteralString, **arguments: Any
    ) -> dict[str, Any]:
        return await self._retry(partial(super().execute_query_one_async, query, **arguments))

    @override
    async def execute_query_all_async(
        self, query: LiteralString, **arguments: Any
    ) -> list[dict[str, Any]]:
        return await self._retry(partial(super().execute_query_all_async, query, **arguments))

    @override
    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        listened = tuple(channels)
        await self._retry(partial(super().listen_notify, on_notification, listened))

    async def _retry(self, ask: Callable[[], Awaitable[Result]]) -> Result:
        while True:
            try:
                return await ask()
            except ConnectorException as error:
                if not self.retrying or not is_away(error):
                    raise
                log.warning("queue_database_away", error=repr(error.__cause__))
            await asyncio.sleep(PAUSE_SECONDS)


@contextmanager
def _swept_message_ignored() -> Iterator[None]:
    """Ignore the error for a message that was swept while its worker seemed dead.

    procrastinate's own functions raise an error then (RAISE), although there is nothing left to do.
    """
    try:
        yield
    except ConnectorException as error:
        if not isinstance(error.__cause__, RaiseException):
            raise
        log.info("message_was_swept", error=str(error.__cause__).splitlines()[0])
