import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import CursorResult, UpdateBase, insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select, SelectOfScalar

from adapters.sql.errors import translated_errors

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Transaction:
    """Statements on one connection, which is taken at the first and kept until the end.

    Reads see what is committed at that moment, writes are undone unless `commit` is called; the
    same on both databases, since SQLite locks at the first write only (see engine.py).
    Raises DatabaseUnavailableError.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._session = AsyncSession(engine, expire_on_commit=False, autoflush=False)
        self._has_written = False

    async def scalars(self, statement: SelectOfScalar[T]) -> Sequence[T]:
        """Read one value, or one row object, from each row."""
        with self._forgetful():
            return (await self._session.exec(statement)).all()

    async def tuples(self, statement: Select[*Ts]) -> Sequence[tuple[*Ts]]:
        """Read several values from each row."""
        with self._forgetful():
            return (await self._session.exec(statement)).all()

    async def insert(self, row: SQLModel) -> None:
        """Add a row."""
        await self._written(insert(type(row)), row.model_dump())

    async def write(self, statement: UpdateBase) -> int:
        """Say how many rows an UPDATE or DELETE hit."""
        return (await self._written(statement)).rowcount

    async def write_returning(self, statement: UpdateBase) -> Sequence[Any]:
        """Give what an INSERT, UPDATE or DELETE says it RETURNs; a table's columns by name."""
        return (await self._written(statement)).all()

    async def pause(self) -> None:
        """Lend the connection to others for a while, unless something was written on it.

        For a long read whose reader is slow: it must not keep a connection from everybody else.
        """
        if not self._has_written:
            await self._session.rollback()

    def session_for_writing(self) -> AsyncSession:
        """Give the session to somebody else who writes in this transaction."""
        self._has_written = True
        return self._session

    @property
    def dialect(self) -> str:
        """Name the database: `sqlite` or `postgresql`."""
        return self._session.get_bind().dialect.name

    async def commit(self) -> None:
        """Keep what was written."""
        with translated_errors():
            await self._session.commit()
        self._has_written = False

    async def close(self) -> None:
        """Undo what was not committed and give the connection back, also while being cancelled."""
        with translated_errors():
            await asyncio.shield(asyncio.create_task(self._session.close()))

    async def _written(
        self, statement: UpdateBase, values: Mapping[str, Any] | None = None
    ) -> CursorResult[Any]:
        """Write on the session's connection: its own way, by objects, takes twice as long."""
        self._has_written = True
        with translated_errors():
            return await (await self._session.connection()).execute(statement, values)

    @contextmanager
    def _forgetful(self) -> Iterator[None]:
        """Answer nothing from the session's memory: a row read again is as it is stored now."""
        with translated_errors():
            yield
        self._session.expunge_all()
