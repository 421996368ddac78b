"""The service as a child process, in a folder that vanishes afterwards."""

import asyncio
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp

ADMIN_PASSWORD: Final = "demo-password"  # noqa: S105  # of a service that lives for one minute
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True)
class RunningService:
    """Where the service answers."""

    url: str


@asynccontextmanager
async def running_service() -> AsyncIterator[RunningService]:
    """Start `transcriber serve` on a free port of the loopback; stop it and its data at the end."""
    with tempfile.TemporaryDirectory(prefix="transcriber-demo-") as folder:
        port = _free_port()
        process = await _start(Path(folder), port)
        try:
            service = RunningService(f"http://127.0.0.1:{port}")
            await asyncio.wait_for(_until_ready(service, process), START_SECONDS)
            yield service
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await asyncio.wait_for(process.wait(), STOP_SECONDS)


async def _start(folder: Path, port: int) -> asyncio.subprocess.Process:
    """Start with settings of its own, so that the person's environment does not matter."""
    program = Path(sys.executable).with_name("transcriber")
    environment = {"ADMIN_BOOTSTRAP_PASSWORD": ADMIN_PASSWORD, "LOG_LEVEL": "WARNING"}
    return await asyncio.create_subprocess_exec(
        program,
        "serve",
        f"--port={port}",
        f"--data-dir={folder}",
        env=environment,
        cwd=folder,
    )


async def _until_ready(service: RunningService, process: asyncio.subprocess.Process) -> None:
    async with aiohttp.ClientSession(service.url) as client:
        while process.returncode is None:
            with suppress(aiohttp.ClientError):
                async with client.get("/health/readyz") as answer:
                    if answer.ok:
                        return
            await asyncio.sleep(0.1)
    sys.exit("The service ended before it was ready; what it printed above says why.")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
