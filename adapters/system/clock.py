import asyncio
from datetime import UTC, datetime

from typing_extensions import override

from application.ports.clock import Clock


class SystemClock(Clock):
    """The clock of this machine."""

    @override
    def now(self) -> datetime:
        return datetime.now(UTC)

    @override
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
