from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from adapters.sql.schema import check
from application.ports.health import Checkable


class SqlHealth(Checkable):
    """Says whether the database answers."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @override
    async def check(self) -> None:
        await check(self._engine)
