"""A service as a child process, with the model of the tests."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.digits_model import digits_settings
from tools.demo import service
from tools.demo.service import Service


async def start_service(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    *,
    port: int | None = None,
    stderr: int | None = None,
) -> Service:
    """Start it as `tools.demo.service` does; settings of the caller win.

    Its models are its own, and none is downloaded.
    """
    apart = {"WHISPER_DOWNLOAD_DIR": str(folder / "models"), "WHISPER_OFFLINE": "true"}
    chosen = {**digits_settings(), **apart, **(settings or {})}
    return await service.start_service(folder, chosen, port=port, stderr=stderr)


@asynccontextmanager
async def running_service(
    folder: Path, settings: Mapping[str, str] | None = None
) -> AsyncIterator[Service]:
    """Start it, wait until it is ready, and stop it when the context is closed."""
    service = await start_service(folder, settings)
    try:
        await service.ready()
        yield service
    finally:
        await service.stop()
