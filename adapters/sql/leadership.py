"""Elect the leader among all processes on one PostgreSQL."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from typing_extensions import override

from adapters.sql.errors import translated_errors
from application.ports.leadership import Leadership
from domain.errors.capacity import DatabaseUnavailableError

# Any number, but the same one in every version of this service.
ADVISORY_LOCK: Final = 7_215_338_902_116_448


class PostgresLeadership(Leadership):
    """Leads by an advisory lock, which PostgreSQL releases when its connection ends.

    A process that is stopped (SIGSTOP, a frozen machine) keeps its connections, so PostgreSQL is
    told to end this one after `silence_seconds` without a query; idle_session_timeout exists from
    version 14 on.
    """

    def __init__(self, engine: AsyncEngine, *, silence_seconds: float) -> None:
        self._engine = engine
        self._silence_ms = max(1, round(1000 * silence_seconds))
        self._seat: AsyncConnection | None = None

    @override
    async def is_mine(self) -> bool:
        if self._seat is not None and await self._still_holds(self._seat):
            return True
        with translated_errors():
            return await self._stand()

    @override
    async def resign(self) -> None:
        seat, self._seat = self._seat, None
        if seat is not None:
            # Not returned to the pool: the lock and the timeout end with the connection.
            await seat.invalidate()
            await seat.close()

    async def _still_holds(self, seat: AsyncConnection) -> bool:
        try:
            with translated_errors():
                await seat.exec_driver_sql("SELECT 1")
        except DatabaseUnavailableError:
            await self.resign()
            return False
        return True

    async def _stand(self) -> bool:
        connection = await self._engine.connect()
        try:
            seat = await connection.execution_options(isolation_level="AUTOCOMMIT")
            found = await seat.exec_driver_sql(f"SELECT pg_try_advisory_lock({ADVISORY_LOCK})")
            if found.scalar_one():
                await seat.exec_driver_sql(f"SET idle_session_timeout = {self._silence_ms}")
                self._seat = seat
        finally:
            if self._seat is None:
                await connection.close()
        return self._seat is not None
