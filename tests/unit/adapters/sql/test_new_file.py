"""A new file that several processes open at once."""

import sqlite3

import pytest

from adapters.sql.engine import LOG_ATTEMPTS, SQLITE_PRAGMAS, set_pragmas


class Locked:
    """A file on which somebody else turns the log of writes on, until it has been asked so often.

    Stands for connection and cursor.
    """

    def __init__(self, times: int) -> None:
        self._times = times
        self.said: list[str] = []

    def cursor(self) -> "Locked":
        return self

    def execute(self, statement: str) -> None:
        if "journal_mode" in statement and self._times:
            self._times -= 1
            raise sqlite3.OperationalError("database is locked")
        self.said.append(statement)

    def close(self) -> None:
        self.said.append("closed")


def test_opening_a_new_file_waits_for_another_process_that_opens_it() -> None:
    file = Locked(times=2)
    set_pragmas(file)
    waited = ["BEGIN IMMEDIATE", "ROLLBACK"]
    first, *others = SQLITE_PRAGMAS
    assert file.said == [first, *waited, *waited, *others, "closed"]


def test_a_file_that_stays_locked_is_reported() -> None:
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        set_pragmas(Locked(times=LOG_ATTEMPTS + 1))
