"""Wires the engine: models, and the transcriber that uses them."""

from dependency_injector import providers

from adapters.diarization.diarizer import OnnxDiarizer
from adapters.diarization.models import SpeakerModels
from adapters.model_store.choices import FileModelChoices
from adapters.prometheus.diarizer import ObservedDiarizer
from adapters.sound.listening import SileroSpeechDetectors
from adapters.sound.probe import AvAudioProbe
from adapters.sound.processes.pool import DecodingProcesses
from adapters.sound.waveform import AvWaveformReader
from adapters.whisper.live import WhisperLiveTranscriber
from adapters.whisper.models.catalog import AllowedModels
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.transcriber import WhisperTranscriber
from application.models.model_downloads import ModelDownloads
from application.ports.diarizer import Diarizer
from application.ports.live_transcriber import LiveTranscriber
from application.ports.model_choices import ModelChoices
from application.ports.model_store import ModelStore
from application.ports.models import ModelCatalog
from application.ports.probe import AudioProbe
from application.ports.speech_detector import SpeechDetectors
from application.ports.transcriber import Transcriber
from application.ports.waveforms import WaveformReader
from config import engine_settings
from config.adapters.outbound import OutboundAdapters


class EngineAdapters(OutboundAdapters):
    """The engine: models, and the transcriber that uses them."""

    model_store: providers.Provider[ModelStore] = providers.Singleton(
        engine_settings.model_store, OutboundAdapters.settings
    )
    model_choices: providers.Provider[ModelChoices] = providers.Singleton(
        FileModelChoices, OutboundAdapters.settings.provided.models_dir
    )
    model_downloads = providers.Singleton(ModelDownloads, model_store)
    pool: providers.Provider[ModelPool] = providers.Singleton(
        ModelPool,
        store=model_store,
        placement=providers.Callable(engine_settings.placement, OutboundAdapters.settings),
        retention=providers.Callable(engine_settings.retention, OutboundAdapters.settings),
    )
    models: providers.Provider[ModelCatalog] = providers.Singleton(
        AllowedModels,
        pool,
        model_store,
        default=OutboundAdapters.settings.provided.default_model,
        allowed=OutboundAdapters.settings.provided.models,
        choices=model_choices,
    )
    decoding_processes: providers.Provider[DecodingProcesses] = providers.Singleton(
        DecodingProcesses
    )
    probe: providers.Provider[AudioProbe] = providers.Singleton(
        AvAudioProbe, OutboundAdapters.blobs, decoding_processes
    )
    waveforms: providers.Provider[WaveformReader] = providers.Singleton(
        AvWaveformReader, OutboundAdapters.blobs, decoding_processes
    )
    transcriber: providers.Provider[Transcriber] = providers.Singleton(
        WhisperTranscriber,
        pool=pool,
        blobs=OutboundAdapters.blobs,
        processes=decoding_processes,
    )
    speaker_models: providers.Provider[SpeakerModels] = providers.Singleton(SpeakerModels)
    diarizer: providers.Provider[Diarizer] = providers.Singleton(
        ObservedDiarizer,
        providers.Singleton(
            OnnxDiarizer,
            blobs=OutboundAdapters.blobs,
            processes=decoding_processes,
            models=speaker_models,
            places=providers.Callable(engine_settings.listening_places),
        ),
        OutboundAdapters.registry,
    )
    live_transcriber: providers.Provider[LiveTranscriber] = providers.Singleton(
        WhisperLiveTranscriber, pool
    )
    speech_detectors: providers.Provider[SpeechDetectors] = providers.Singleton(
        SileroSpeechDetectors
    )
