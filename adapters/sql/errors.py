from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from domain.errors import DatabaseUnavailableError


@contextmanager
def translated_errors() -> Iterator[None]:
    """Say DatabaseUnavailableError where the database does not answer.

    That is: it cannot be reached, it hung up, a lock was not to be had in time, or every
    connection is in use. What we did wrong ourselves stays what it is.
    """
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        raise DatabaseUnavailableError from error
