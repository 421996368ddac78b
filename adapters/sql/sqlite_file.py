"""The file of an embedded database, which must stay where it was when it was opened."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from domain.errors import DatabaseUnavailableError

MOVED: Final = (
    "The database file of this service is not where it was. Its operator must bring it back, or "
    "restart the service."
)
REPLACED: Final = (
    "The database file of this service was replaced while it ran. Its operator must restart the "
    "service."
)


class SqliteFile:
    """Notices a file that is moved away or replaced while connections to it are open.

    SQLite does not: it goes on writing to the file that nobody will find again, and makes a new
    one, which is empty, for the next connection. The methods are listeners of SQLAlchemy's.
    """

    def __init__(self) -> None:
        self._path = Path()
        self._opened: tuple[int, int] | None = None

    def prepare(
        self, _dialect: object, _record: object, arguments: Sequence[Any], _options: object
    ) -> None:
        """Before a connection is opened: make a new file for its owner alone, but only once.

        SQLite itself would go by the umask, and the folder may be open to others; it gives the
        files beside it the same rights. What keeps the file from being made is left for SQLite to
        meet. One that exists is never opened here: to close it would drop the locks of this
        process's connections, and whoever comes next would take the log of writes (WAL) from under
        them (https://sqlite.org/howtocorrupt.html, 2.2).
        """
        self.check()
        if self._opened is None:
            self._path = Path(arguments[0]).absolute()
            options = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            with suppress(OSError):
                os.close(os.open(self._path, options, 0o600))

    def note(self, *_: object) -> None:
        """After a connection was opened: remember which file it was, the first time."""
        if self._opened is None:
            self._opened = _identity(self._path)

    def check(self, *_: object) -> None:
        """Before a connection is lent: raise DatabaseUnavailableError where the file is another."""
        if self._opened is None:
            return
        found = _identity(self._path)
        if found != self._opened:
            raise DatabaseUnavailableError(REPLACED if found else MOVED)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
