"""Loads a model, to transcribe files of this machine without the service."""

import math
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from faster_whisper.vad import get_vad_model

from adapters.diarization.diarizer import OnnxDiarizer
from adapters.documents.printers import PRINTERS
from adapters.sound.listening import SileroSpeechDetectors
from adapters.sound.probe import AvAudioProbe
from adapters.sound.processes.pool import DecodingProcesses
from adapters.sound.threads import in_thread
from adapters.storage.local_recordings import LocalRecordings
from adapters.system.clock import SystemClock
from adapters.system.ids import RandomIds
from adapters.unicode.line_breaks import IcuLineBreaker
from adapters.whisper.live import WhisperLiveTranscriber
from adapters.whisper.models.catalog import AllowedModels
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.settings import Placement, Retention
from adapters.whisper.transcriber import WhisperTranscriber
from application.jobs.tell_speakers import TellSpeakers
from application.jobs.transcribe_file import TranscribeFile
from application.live.limits import LiveLimits, OpenLiveSessions
from application.live.transcribe_live import TranscribeLive
from application.ports.probe import AudioProbe
from config.engine_settings import listening_places, model_store, placement
from config.environment import read_settings
from config.logging import configure_logging
from config.settings import Environment, Settings
from domain.errors.kinds import TranscriberError
from domain.job import BlobKey
from domain.options import ModelName
from entrypoints.cli.transcribe.engine import EngineChoice, Workshop

UNTIL_THE_END: Final = Retention(idle_seconds=None)
ONE_WINDOW_SECONDS: Final = 27.0


@asynccontextmanager
async def workshop(
    choice: EngineChoice, processes: DecodingProcesses, preparing: Callable[[float | None], None]
) -> AsyncIterator[Workshop]:
    """Load the model, and report the progress of its download if it is not here yet.

    Raises ModelUnavailableError, OutOfMemoryError, SettingsError.
    """
    settings = _settings(choice)
    in_thread(get_vad_model, "voice-warm-up")  # beside the model; the library caches it
    recordings = LocalRecordings()
    probe = AvAudioProbe(recordings, processes)
    store = model_store(settings)
    pool = ModelPool(
        store=store,
        placement=await _placement(settings, probe, choice.only),
        retention=UNTIL_THE_END,
    )
    model = ModelName(settings.default_model)
    try:
        await _prepared(pool, model, preparing)
        transcribe = TranscribeFile(
            probe,
            AllowedModels(pool, store, default=model),
            WhisperTranscriber(pool=pool, blobs=recordings, processes=processes),
        )
        diarizer = OnnxDiarizer(blobs=recordings, processes=processes, places=listening_places())
        yield Workshop(
            transcribe,
            TellSpeakers(diarizer),
            _live(pool),
            settings.worker_concurrency,
            PRINTERS,
            IcuLineBreaker(),
        )
    finally:
        await pool.close(wait_seconds=0)


def _live(pool: ModelPool) -> TranscribeLive:
    """Make live sessions for sound from a pipe, which comes as fast as it is made."""
    return TranscribeLive(
        WhisperLiveTranscriber(pool),
        SileroSpeechDetectors(),
        SystemClock(),
        RandomIds(),
        OpenLiveSessions(LiveLimits(ahead_seconds=math.inf)),
    )


async def _prepared(
    pool: ModelPool, name: ModelName, preparing: Callable[[float | None], None]
) -> None:
    """Load the model before the first recording, and report the progress of its download."""
    async with pool.request(name) as requested:
        async with aclosing(requested.preparing()) as shares:
            async for share in shares:
                if share != 0:  # before the first byte it is unknown whether a download is needed
                    preparing(share)
        await requested.model()
    preparing(None)


def _settings(choice: EngineChoice) -> Settings:
    settings = read_settings(
        environment=Environment.DEVELOPMENT,  # production needs secrets, and this command uses none
        whisper_model=choice.model,
        whisper_download_dir=choice.model_dir,
        whisper_device=choice.device,
        whisper_compute_type=choice.compute_type,
        whisper_threads=choice.threads,
        whisper_max_batch=choice.max_batch,
        whisper_offline=choice.offline,
    )
    # The command itself reports errors; the log is for users who ask for it.
    told = settings.log_level if "log_level" in settings.model_fields_set else "CRITICAL"
    configure_logging(level=told, as_json=settings.log_json)
    return settings


async def _placement(settings: Settings, probe: AudioProbe, only: Path | None) -> Placement:
    """Give all cores to one lane if there is one window only, unless lanes are set."""
    asked = placement(settings)
    if asked.lanes is None and only is not None and await _fits_one_window(probe, only):
        return replace(asked, lanes=1)
    return asked


async def _fits_one_window(probe: AudioProbe, recording: Path) -> bool:
    with suppress(TranscriberError, OSError):  # faults of the file are reported when its turn comes
        track = await probe.examine(BlobKey(str(recording)))
        return track.duration_seconds is not None and track.duration_seconds <= ONE_WINDOW_SECONDS
    return False
