"""The service that is measured: a process of its own, with limits that a measurement may reach."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.e2e.client import Client, logged_in
from tools.demo.service import start_service


@dataclass(frozen=True, slots=True)
class MeasuredService:
    """A service that is ready, and a client of it."""

    url: str
    client: Client
    process: psutil.Process

    @property
    def token(self) -> str:
        """The client's token."""
        return self.client.session.headers["Authorization"].removeprefix("Bearer ")

    @property
    def memory_bytes(self) -> int:
        """What its process has in memory now, weights included."""
        return int(self.process.memory_info().rss)


@asynccontextmanager
async def measured_service(model: Path) -> AsyncIterator[MeasuredService]:
    """Run the service with the model in an absolute path, in a folder that vanishes."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "WHISPER_MODEL": "measured",
            "WHISPER_MODELS": f"measured={model}",
            "WHISPER_WARM_UP": "true",
            "LIMIT_LIVE_SESSIONS": "32",
            "LIVE_AHEAD_SECONDS": "100000",
        }
        service = await start_service(Path(folder), settings)
        try:
            await service.ready()
            async with logged_in(service.url) as client:
                yield MeasuredService(service.url, client, psutil.Process(service.process.pid))
        finally:
            await service.stop()
