"""The engine: models, and who listens with them."""

from dependency_injector import providers

from adapters.memory.room import MemoryRoom
from adapters.whisper.models.catalog import AllowedModels
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.probing.examiners import Examiners
from adapters.whisper.probing.probe import AvAudioProbe
from adapters.whisper.transcriber import WhisperTranscriber
from adapters.whisper.waveform import AvWaveformReader
from application.ports.models import ModelCatalog
from application.ports.probe import AudioProbe
from application.ports.room import Room
from application.ports.transcriber import Transcriber
from application.ports.waveforms import WaveformReader
from config import engine_settings
from config.adapters.outbound import OutboundAdapters


class EngineAdapters(OutboundAdapters):
    """The engine: models, and who listens with them."""

    pool: providers.Provider[ModelPool] = providers.Singleton(
        ModelPool,
        sources=providers.Callable(engine_settings.model_sources, OutboundAdapters.settings),
        placement=providers.Callable(engine_settings.placement, OutboundAdapters.settings),
        retention=providers.Callable(engine_settings.retention, OutboundAdapters.settings),
    )
    models: providers.Provider[ModelCatalog] = providers.Singleton(
        AllowedModels,
        pool,
        default=OutboundAdapters.settings.provided.whisper_model,
        allowed=OutboundAdapters.settings.provided.whisper_models,
    )
    examiners: providers.Provider[Examiners] = providers.Singleton(Examiners)
    probe: providers.Provider[AudioProbe] = providers.Singleton(
        AvAudioProbe, OutboundAdapters.blobs, examiners
    )
    waveforms: providers.Provider[WaveformReader] = providers.Singleton(
        AvWaveformReader, OutboundAdapters.blobs
    )
    transcriber: providers.Provider[Transcriber] = providers.Singleton(
        WhisperTranscriber, pool=pool, blobs=OutboundAdapters.blobs
    )
    direct_room: providers.Provider[Room] = providers.Singleton(
        MemoryRoom,
        OutboundAdapters.clock,
        places=OutboundAdapters.settings.provided.direct_concurrency,
    )
