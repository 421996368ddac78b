"""Run the downloads of models that admins have started, in the background."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from application.ports.model_store import ModelStore
from domain.errors.kinds import TranscriberError
from domain.options import ModelName


@dataclass(slots=True)
class Download:
    """A download: bytes received, bytes in all, and the reason if it failed."""

    name: ModelName
    done_bytes: int = 0
    whole_bytes: int = 0
    error: str | None = None
    cancelled: bool = False

    @property
    def progress(self) -> float:
        """How much has been received, from 0 to 1."""
        return min(1.0, self.done_bytes / self.whole_bytes) if self.whole_bytes else 0.0


class DownloadCancelledError(TranscriberError):
    """The download was cancelled."""

    code = "download_cancelled"


@dataclass(slots=True)
class ModelDownloads:
    """Runs one download for each model; a failed one is remembered until the next try."""

    store: ModelStore
    _downloads: dict[ModelName, Download] = field(default_factory=dict, init=False)
    _running: dict[ModelName, asyncio.Task[None]] = field(default_factory=dict, init=False)

    def of(self, name: ModelName) -> Download | None:
        """Return the running download, or the last one if it failed."""
        return self._downloads.get(name)

    def begin(self, name: ModelName) -> Download:
        """Start the download unless it is running."""
        if name not in self._running:
            self._downloads[name] = Download(name)
            running = asyncio.create_task(self._run(self._downloads[name]), name=f"get {name}")
            self._running[name] = running
        return self._downloads[name]

    async def cancel(self, name: ModelName) -> bool:
        """Cancel a download, wait for its end, and return whether there was one.

        The received part is kept for the next try.
        """
        running = self._running.get(name)
        if running is not None:
            self._downloads[name].cancelled = True
            await asyncio.wait({running})
        return self._downloads.pop(name, None) is not None or running is not None

    async def close(self) -> None:
        """End all downloads."""
        for name in list(self._running):
            await self.cancel(name)

    async def _run(self, download: Download) -> None:
        def follow(done: int, whole: int) -> None:
            if download.cancelled:
                raise DownloadCancelledError
            download.done_bytes, download.whole_bytes = done, whole

        try:
            with suppress(DownloadCancelledError):
                await asyncio.to_thread(self.store.fetch, download.name, follow)
            del self._downloads[download.name]
        except TranscriberError as error:
            download.error = str(error)
        finally:
            del self._running[download.name]
