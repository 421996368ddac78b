import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from domain.errors.capacity import DatabaseUnavailableError


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise DatabaseUnavailableError if the database does not answer.

    That is: it cannot be reached, it closed the connection (also because a transaction was idle for
    too long, which psycopg reports as an InternalError), a lock was not available in time, or every
    connection is in use. Errors that are our own mistakes stay as they are.
    """
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        raise DatabaseUnavailableError from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseUnavailableError from error
        raise


@asynccontextmanager
async def answered(*, within_seconds: float | None) -> AsyncIterator[None]:
    """Raise DatabaseUnavailableError also if no answer comes in time.

    A server that is frozen, or whose disk is, still looks alive to the network, and does not
    enforce its own time limits.
    """
    with translated_errors():
        try:
            async with asyncio.timeout(within_seconds):
                yield
        except TimeoutError as error:
            raise DatabaseUnavailableError from error
