"""The engine by itself: no database, no queue, nothing left behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from typing_extensions import override

from adapters.storage.local_recordings import LocalRecordings
from adapters.whisper.models.catalog import AllowedModels
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.probing.examiners import Examiners
from adapters.whisper.probing.probe import AvAudioProbe
from adapters.whisper.settings import Retention
from adapters.whisper.transcriber import WhisperTranscriber
from application.use_cases.transcribe_file import TranscribeFile
from config.engine_settings import model_sources, placement
from config.environment import read_settings
from config.logging import configure_logging
from config.settings import Environment, Settings
from domain.options import ModelName
from entrypoints.cli.transcribe.engine import EngineChoice, LocalEngine, Workshop

UNTIL_THE_END = Retention(idle_seconds=None)


class WiredEngine(LocalEngine):
    """Four adapters do for it; the container would import the whole house."""

    @override
    @asynccontextmanager
    async def open(self, choice: EngineChoice) -> AsyncIterator[Workshop]:
        settings = _settings(choice)
        pool = ModelPool(
            sources=model_sources(settings),
            placement=placement(settings),
            retention=UNTIL_THE_END,
        )
        examiners = Examiners()
        try:
            await pool.warm(ModelName(settings.whisper_model))
            transcribe = _transcribe_file(pool, examiners, settings)
            yield Workshop(transcribe, settings.worker_concurrency)
        finally:
            examiners.close()
            await pool.close(wait_seconds=0)


def _settings(choice: EngineChoice) -> Settings:
    settings = read_settings(
        environment=Environment.DEVELOPMENT,  # production wants secrets, and there are none here
        whisper_model=choice.model,
        whisper_download_dir=choice.model_dir,
        whisper_device=choice.device,
        whisper_compute_type=choice.compute_type,
    )
    # What goes wrong is told by the command itself; the log is for those who ask for it.
    told = settings.log_level if "log_level" in settings.model_fields_set else "CRITICAL"
    configure_logging(level=told, as_json=settings.log_json)
    return settings


def _transcribe_file(pool: ModelPool, examiners: Examiners, settings: Settings) -> TranscribeFile:
    recordings = LocalRecordings()
    return TranscribeFile(
        AvAudioProbe(recordings, examiners),
        AllowedModels(pool, default=ModelName(settings.whisper_model)),
        WhisperTranscriber(pool=pool, blobs=recordings),
    )
