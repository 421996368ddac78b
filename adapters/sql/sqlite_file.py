"""Notice that the file of an embedded database is moved or replaced while it is open."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from domain.errors.capacity import DatabaseUnavailableError

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

    SQLite does not notice: it continues to write to the old file, which nobody will find again, and
    creates a new, empty one for the next connection. The methods are event listeners for
    SQLAlchemy.
    """

    def __init__(self) -> None:
        self._path = Path()
        self._opened: tuple[int, int] | None = None

    def prepare(
        self, _dialect: object, _record: object, arguments: Sequence[Any], _options: object
    ) -> None:
        """Before a connection is opened: create a new file for its owner alone, but only once.

        SQLite would use the umask, and the folder may be open to others; it gives the files beside
        it the same permissions. Errors are left for SQLite to report. An existing file is never
        opened here: closing it would drop the locks of this process's connections, and another
        process could then remove the write-ahead log (WAL) that they use
        (https://sqlite.org/howtocorrupt.html, 2.2).
        """
        self.check()
        if self._opened is None:
            self._path = Path(arguments[0]).absolute()
            options = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            with suppress(OSError):
                os.close(os.open(self._path, options, 0o600))

    def note(self, *_: object) -> None:
        """After a connection was opened: remember its file, the first time."""
        if self._opened is None:
            self._opened = _identity(self._path)

    def check(self, *_: object) -> None:
        """Before a connection is used: raise DatabaseUnavailableError if the file is another."""
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
