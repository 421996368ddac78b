"""Runs the watcher of a folder inside the service."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import structlog
from typing_extensions import override

from adapters.sound.probe import AvAudioProbe
from adapters.storage.local_recordings import LocalRecordings
from adapters.whisper.transcriber import WhisperTranscriber
from application.concurrency.tasks import meanwhile
from application.folders.keep_watching import KeepWatching
from application.folders.telling import Telling
from application.jobs.transcribe_file import TranscribeFile
from config.commands.places import WiredPlaces
from domain.errors.kinds import TranscriberError
from domain.options import Priority, TranscriptionOptions
from entrypoints.cli.transcribe.documents import Rendering, engine_options
from entrypoints.cli.watch.places import AskedPlaces, OpenPlaces
from entrypoints.cli.watch.writing import Writing

if TYPE_CHECKING:
    from config.container import Container
    from config.settings import Settings

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()

EVERY_SECONDS: Final = 2.0
# A folder that is not there, or that another process watches, is tried again after this time.
AGAIN_SECONDS: Final = 60.0
# Users' jobs go first.
OPTIONS: Final = TranscriptionOptions(priority=Priority.LOW)


class Logged(Telling):
    """Log lines, for the operator."""

    @override
    def done(self, path: str, documents: Sequence[str]) -> None:
        log.info("watched_recording_done", recording=path, documents=len(documents))

    @override
    def failed(self, path: str, why: str) -> None:
        log.warning("watched_recording_failed", recording=path, reason=why)

    @override
    def trouble(self, why: str) -> None:
        log.warning("watched_folder_trouble", reason=why)


@asynccontextmanager
async def watching(container: "Container") -> AsyncIterator[None]:
    """Watch the folder of the settings while the context is open, if there is one."""
    settings: Settings = container.settings()
    if settings.watch_folder is None:
        yield
        return
    async with meanwhile(_watch(container, settings), "watched-folder"):
        yield


async def _watch(container: "Container", settings: "Settings") -> None:
    asked = AskedPlaces(
        settings.watch_folder or "",
        settings.watch_to,
        settings.watch_done,
        settings.watch_failed,
        settings.data_dir / "watched",
    )
    while True:
        try:
            with WiredPlaces().open(asked) as places:
                await _keep_watching(container, settings, places)
        except TranscriberError as error:
            log.warning("watched_folder_trouble", reason=str(error))
            await asyncio.sleep(AGAIN_SECONDS)


async def _keep_watching(container: "Container", settings: "Settings", places: OpenPlaces) -> None:
    forms = settings.watch_formats
    rendering = Rendering(
        OPTIONS.task, printers=container.printers(), breaks=container.line_breaks()
    )
    writing = Writing(
        _transcribe(container),
        container.tell_speakers(),
        engine_options(OPTIONS, forms),
        rendering,
        forms,
    )
    watch = places.watcher(writing, Logged(), forms, settle_seconds=settings.watch_settle_seconds)
    await watch.book.open(again=False)
    log.info("folder_watched", folder=settings.watch_folder)
    await KeepWatching(watch, EVERY_SECONDS, settings.worker_concurrency)()


def _transcribe(container: "Container") -> TranscribeFile:
    """Use the service's own models and lanes on files where they lie."""
    recordings, processes = LocalRecordings(), container.decoding_processes()
    return TranscribeFile(
        AvAudioProbe(recordings, processes),
        container.models(),
        WhisperTranscriber(pool=container.pool(), blobs=recordings, processes=processes),
    )
