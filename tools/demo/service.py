"""Run the service as a child process."""

import asyncio
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp

ADMIN_PASSWORD: Final = "demo-password"  # noqa: S105  # of a service that lives for one minute
START_SECONDS: Final = 120.0  # a busy laptop imports for half a minute
STOP_SECONDS: Final = 15.0
POLL_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Service:
    """A `transcriber serve` of our own, and where it answers."""

    url: str
    process: asyncio.subprocess.Process

    async def ready(self) -> None:
        """Return when it can work. Raises TimeoutError, or RuntimeError if it ended instead."""
        async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession(self.url) as client:
            while self.process.returncode is None:
                with suppress(aiohttp.ClientError):
                    async with client.get("/health/readyz") as answer:
                        if answer.ok:
                            return
                await asyncio.sleep(POLL_SECONDS)
        raise RuntimeError("The service ended before it was ready; its own words say why.")

    async def stop(self) -> None:
        """Ask it to stop, as a supervisor does, and wait; one that does not is killed.

        Raises TimeoutError then.
        """
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), STOP_SECONDS)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
            raise


async def start_service(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    *,
    port: int | None = None,
    stderr: int | None = None,
) -> Service:
    """Start it on a port of the loopback, a free one by default, with nobody else's settings."""
    port = port or _free_port()
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("transcriber"),
        "serve",
        f"--port={port}",
        f"--data-dir={folder}",
        env={
            "ADMIN_BOOTSTRAP_PASSWORD": ADMIN_PASSWORD,
            "LOG_LEVEL": "WARNING",
            **(settings or {}),
        },
        cwd=folder,
        stderr=stderr,
    )
    return Service(f"http://127.0.0.1:{port}", process)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@asynccontextmanager
async def running_service(settings: Mapping[str, str] | None = None) -> AsyncIterator[Service]:
    """Run the service in a folder that vanishes afterwards.

    Its log is kept aside and shown only if something fails.
    """
    with (
        tempfile.TemporaryDirectory(prefix="transcriber-demo-") as folder,
        shown_on_failure(Path(folder) / "service.log") as log,
    ):
        service = await start_service(Path(folder), settings, stderr=log)
        try:
            await service.ready()
            yield service
        finally:
            await service.stop()


@contextmanager
def shown_on_failure(path: Path) -> Iterator[int]:
    """Give a file to write a log to, and print it if what is done meanwhile fails."""
    well = False
    try:
        with path.open("wb") as log:
            yield log.fileno()
        well = True
    finally:
        if not well:
            print(path.read_text(encoding="utf-8", errors="replace"), end="", file=sys.stderr)
