import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from domain.errors import DatabaseUnavailableError


@contextmanager
def translated_errors() -> Iterator[None]:
    """Say DatabaseUnavailableError where the database does not answer.

    That is: it cannot be reached, it hung up (also on who was silent for too long in the middle of
    a transaction, which psycopg calls an InternalError), a lock was not to be had in time, or every
    connection is in use. What we did wrong ourselves stays what it is.
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
    """Say DatabaseUnavailableError also where nothing is said at all.

    A server that is frozen, or whose disk is, looks alive to the network for as long as that lasts,
    and does not look at its own limits of time.
    """
    with translated_errors():
        try:
            async with asyncio.timeout(within_seconds):
                yield
        except TimeoutError as error:
            raise DatabaseUnavailableError from error
