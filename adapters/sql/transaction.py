import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from functools import cache
from typing import Any, Final, TypeVar, TypeVarTuple, cast

from sqlalchemy import CursorResult, Insert, Result, UpdateBase, insert
from sqlalchemy import Select as TypedSelect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import SQLModel
from sqlmodel.sql.expression import Select, SelectOfScalar

from adapters.sql.errors import answered
from domain.errors.capacity import DatabaseUnavailableError

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

Values = Mapping[str, Any]

# The server itself cancels a statement after 30 s (see engine.py).
ANSWER_SECONDS: Final = 35.0


@cache
def _insertion(table: type[SQLModel]) -> Insert:
    """Build the statement once for each table, like those of jobs."""
    return insert(table)


class Transaction:
    """Statements on one connection, which is taken at the first and kept until the end.

    Reads see what is committed at that moment; writes are undone unless `commit` is called. Both
    databases behave the same: the transaction begins at the first write (see engine.py for SQLite,
    and `_begun`). There is no ORM session: nobody needs its identity map, which doubles the cost of
    a read. Raises DatabaseUnavailableError.
    """

    def __init__(self, engine: AsyncEngine, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._engine = engine
        self._answer_seconds = answer_seconds
        self._connection: AsyncConnection | None = None
        self._has_written = False

    async def rows(self, statement: SelectOfScalar[T], values: Values | None = None) -> Sequence[T]:
        """Read whole rows of a table; each has just the table's columns by name."""
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

    async def named(self, statement: TypedSelect[Any]) -> Sequence[Any]:
        """Read rows that have the selected columns by name."""
        return (await self._read(statement, None)).all()

    async def lock(self, statement: SelectOfScalar[Any]) -> None:
        """Read FOR UPDATE: nobody else can change these rows until the end."""
        async with self.answered():
            await (await self._begun()).execute(statement)

    async def insert(self, row: SQLModel) -> None:
        """Add a row."""
        await self.insert_values(type(row), row.model_dump())

    async def insert_values(self, table: type[SQLModel], values: Values) -> None:
        """Add a row without making an object of it, which takes as long as the statement."""
        await self._written(_insertion(table), values)

    async def insert_many(self, statement: Insert, rows: Sequence[Values]) -> None:
        """Add rows, if there are any, in one call of the driver."""
        if rows:
            async with self.answered():
                await (await self._begun()).execute(statement, rows)

    async def write(self, statement: UpdateBase, values: Values | None = None) -> int:
        """Return how many rows an UPDATE or DELETE changed."""
        return (await self._written(statement, values)).rowcount

    async def write_returning(
        self, statement: UpdateBase, values: Values | None = None
    ) -> Sequence[Any]:
        """Return the rows of a statement with RETURNING; they have a table's columns by name."""
        return (await self._written(statement, values)).all()

    async def pause(self) -> None:
        """Return the connection to the pool for a while, unless something was written on it.

        Used in a long read whose reader is slow, which must not block a connection.
        """
        if not self._has_written:
            await self.close()

    async def connection_for_writing(self) -> AsyncConnection:
        """Return the connection to code that also writes in this transaction."""
        async with self.answered():
            return await self._begun()

    @property
    def dialect(self) -> str:
        """The name of the database: `sqlite` or `postgresql`."""
        return self._engine.dialect.name

    def insertion(self, table: type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
        """Begin an insertion that can say what happens if the row exists already."""
        if self.dialect == "postgresql":
            return postgresql.insert(table)
        return sqlite.insert(table)

    async def commit(self) -> None:
        """Commit the writes."""
        if self._connection is not None:
            async with self.answered():
                await self._connection.commit()
        self._has_written = False
        await self.close()

    async def close(self) -> None:
        """Undo uncommitted writes and return the connection, also while being cancelled."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await asyncio.shield(asyncio.create_task(self._give_up(connection)))

    def answered(self) -> AbstractAsyncContextManager[None]:
        """Limit the wait for a server; a file answers in any case, and may take its time."""
        is_a_server = self.dialect == "postgresql"
        return answered(within_seconds=self._answer_seconds if is_a_server else None)

    async def _give_up(self, connection: AsyncConnection) -> None:
        """Undo; if that fails, the connection is closed, and uncommitted writes with it."""
        with suppress(DatabaseUnavailableError):
            async with self.answered():
                await connection.close()

    async def _read(
        self,
        statement: TypedSelect[Any] | Select[*Ts] | SelectOfScalar[T],
        values: Values | None = None,
    ) -> Result[Any]:
        async with self.answered():
            return await (await self._for_reading()).execute(statement, values)

    async def _written(
        self, statement: UpdateBase, values: Values | None = None
    ) -> CursorResult[Any]:
        async with self.answered():
            return await (await self._begun()).execute(statement, values)

    async def _for_reading(self) -> AsyncConnection:
        """Begin no transaction, as BEGIN and ROLLBACK take a round trip each."""
        if self._connection is None:
            self._connection = await self._engine.connect()  # noted first, to be returned
            if self.dialect == "postgresql":
                await self._connection.execution_options(isolation_level="AUTOCOMMIT")
        return self._connection

    async def _begun(self) -> AsyncConnection:
        """Be in a transaction from now on."""
        if self._connection is None:
            self._connection = await self._engine.connect()
        elif not self._has_written and self.dialect == "postgresql":
            await self._connection.exec_driver_sql("BEGIN")
        self._has_written = True
        return self._connection
