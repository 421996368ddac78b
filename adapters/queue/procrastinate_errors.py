from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from procrastinate.exceptions import ConnectorException
from psycopg.errors import IdleInTransactionSessionTimeout

from domain.errors.capacity import DatabaseUnavailableError

# IdleInTransactionSessionTimeout is said to who was silent for too long in a transaction: its
# connection is gone. TimeoutError is ours, where nothing was said at all.
AWAY: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    IdleInTransactionSessionTimeout,
    TimeoutError,
)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise DatabaseUnavailableError if PostgreSQL does not answer.

    Errors that are our own mistakes stay as they are.
    """
    try:
        yield
    except (psycopg.Error, ConnectorException, TimeoutError) as error:
        if is_away(error):
            raise DatabaseUnavailableError from error
        raise


def is_away(error: BaseException) -> bool:
    """Say whether an error of procrastinate or psycopg means that the database is away."""
    cause = error.__cause__ if isinstance(error, ConnectorException) else error
    return isinstance(cause, AWAY)
