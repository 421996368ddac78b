import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from domain.errors.capacity import DatabaseUnavailableError
from domain.errors.jobs import StaleJobError
from domain.job import JobId

_LIMIT_EXCEEDED: Final = "54"  # the class of SQLSTATE for what is too large or too complex


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise DatabaseUnavailableError if the database does not answer.

    That is: it cannot be reached, it closed the connection (also because a transaction was idle for
    too long, which psycopg reports as an InternalError), a lock was not available in time, or every
    connection is in use. Errors that are our own mistakes stay as they are, and so does that of a
    value which PostgreSQL cannot store: trying again would not help.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise DatabaseUnavailableError from error
    except DBAPIError as error:
        if error.connection_invalidated or _is_no_answer(error):
            raise DatabaseUnavailableError from error
        raise


def _is_no_answer(error: DBAPIError) -> bool:
    """Tell a fault of the database from a limit, which psycopg reports as an operational error."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    is_fault = isinstance(error, OperationalError | InterfaceError)
    return is_fault and not state.startswith(_LIMIT_EXCEEDED)


@contextmanager
def stored_with_job(job_id: JobId) -> Iterator[None]:
    """Raise StaleJobError for rows that break a rule: the job is gone, or has two writers."""
    try:
        yield
    except IntegrityError as error:
        raise StaleJobError(job_id) from error


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
