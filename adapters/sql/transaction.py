import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from functools import cache
from typing import Any, Final, TypeVar, TypeVarTuple, cast

from sqlalchemy import CursorResult, Insert, Result, UpdateBase, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import SQLModel
from sqlmodel.sql.expression import Select, SelectOfScalar

from adapters.sql.errors import answered
from domain.errors import DatabaseUnavailableError

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

Values = Mapping[str, Any]

# The server itself gives a statement up after 30 s (see engine.py), and says so.
ANSWER_SECONDS: Final = 35.0


@cache
def _insertion(table: type[SQLModel]) -> Insert:
    """Build it once for each table, as statements of jobs are."""
    return insert(table)


class Transaction:
    """Statements on one connection, which is taken at the first and kept until the end.

    Reads see what is committed at that moment, writes are undone unless `commit` is called; the
    same on both databases: it begins at the first write (see engine.py for SQLite, and `_begun`).
    There is no session: nobody here needs its memory of objects, which doubles what a read costs.
    Raises DatabaseUnavailableError.
    """

    def __init__(self, engine: AsyncEngine, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._engine = engine
        self._answer_seconds = answer_seconds
        self._connection: AsyncConnection | None = None
        self._has_written = False

    async def rows(self, statement: SelectOfScalar[T], values: Values | None = None) -> Sequence[T]:
        """Read whole rows of a table; each has the table's columns by name, and no more of it."""
        return cast("Sequence[T]", (await self._read(statement, values)).all())

    async def scalars(
        self, statement: SelectOfScalar[T], values: Values | None = None
    ) -> Sequence[T]:
        """Read one value from each row."""
        return (await self._read(statement, values)).scalars().all()

    async def tuples(
        self, statement: Select[*Ts], values: Values | None = None
    ) -> Sequence[tuple[*Ts]]:
        """Read several values from each row."""
        return cast("Sequence[tuple[*Ts]]", (await self._read(statement, values)).all())

    async def lock(self, statement: SelectOfScalar[Any]) -> None:
        """Read FOR UPDATE: nobody else has these rows until the end."""
        async with self.answered():
            await (await self._begun()).execute(statement)

    async def insert(self, row: SQLModel) -> None:
        """Add a row."""
        await self.insert_values(type(row), row.model_dump())

    async def insert_values(self, table: type[SQLModel], values: Values) -> None:
        """Add a row without making an object of it, which takes as long as sending it."""
        await self._written(_insertion(table), values)

    async def write(self, statement: UpdateBase, values: Values | None = None) -> int:
        """Say how many rows an UPDATE or DELETE hit."""
        return (await self._written(statement, values)).rowcount

    async def write_returning(
        self, statement: UpdateBase, values: Values | None = None
    ) -> Sequence[Any]:
        """Give what an INSERT, UPDATE or DELETE says it RETURNs; a table's columns by name."""
        return (await self._written(statement, values)).all()

    async def pause(self) -> None:
        """Lend the connection to others for a while, unless something was written on it.

        For a long read whose reader is slow: it must not keep a connection from everybody else.
        """
        if not self._has_written:
            await self.close()

    async def connection_for_writing(self) -> AsyncConnection:
        """Give the connection to somebody else who writes in this transaction."""
        async with self.answered():
            return await self._begun()

    @property
    def dialect(self) -> str:
        """Name the database: `sqlite` or `postgresql`."""
        return self._engine.dialect.name

    async def commit(self) -> None:
        """Keep what was written."""
        if self._connection is not None:
            async with self.answered():
                await self._connection.commit()
        self._has_written = False
        await self.close()

    async def close(self) -> None:
        """Undo what was not committed and give the connection back, also while being cancelled."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await asyncio.shield(asyncio.create_task(self._give_up(connection)))

    def answered(self) -> AbstractAsyncContextManager[None]:
        """Wait for the server no longer than it may take; a file answers, and may take its time."""
        is_a_server = self.dialect == "postgresql"
        return answered(within_seconds=self._answer_seconds if is_a_server else None)

    async def _give_up(self, connection: AsyncConnection) -> None:
        """Where that goes wrong the connection is gone, and with it what was not committed."""
        with suppress(DatabaseUnavailableError):
            async with self.answered():
                await connection.close()

    async def _read(
        self, statement: Select[*Ts] | SelectOfScalar[T], values: Values | None = None
    ) -> Result[Any]:
        async with self.answered():
            return await (await self._for_reading()).execute(statement, values)

    async def _written(
        self, statement: UpdateBase, values: Values | None = None
    ) -> CursorResult[Any]:
        async with self.answered():
            return await (await self._begun()).execute(statement, values)

    async def _for_reading(self) -> AsyncConnection:
        """Begin nothing: BEGIN and ROLLBACK are a round trip each."""
        if self._connection is None:
            self._connection = await self._engine.connect()  # noted first, to be given back
            if self.dialect == "postgresql":
                await self._connection.execution_options(isolation_level="AUTOCOMMIT")
        return self._connection

    async def _begun(self) -> AsyncConnection:
        """Be in a transaction from here on."""
        if self._connection is None:
            self._connection = await self._engine.connect()
        elif not self._has_written and self.dialect == "postgresql":
            await self._connection.exec_driver_sql("BEGIN")
        self._has_written = True
        return self._connection
