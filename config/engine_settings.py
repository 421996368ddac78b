"""Translates the operator's settings into the engine's own."""

from pathlib import Path

from huggingface_hub.constants import HF_HUB_CACHE

from adapters.model_store.catalogue import Catalogue
from adapters.model_store.disk_store import DiskModelStore
from adapters.model_store.hub import HubSource
from adapters.model_store.hub_cache import HubCacheSource
from adapters.model_store.packages import PackageSource
from adapters.whisper.models.cores import count_cores
from adapters.whisper.settings import AudioContext, Placement, Retention
from application.ports.model_store import ModelStore
from config.settings import Settings
from domain.options import ModelName


def model_store(settings: Settings) -> ModelStore:
    """Return where models lie and where they come from, in the order of search."""
    caches = [settings.models_dir, Path(HF_HUB_CACHE)]
    return DiskModelStore(
        settings.models_dir,
        catalogue=Catalogue.read(),
        sources=[HubCacheSource(caches), HubSource(), PackageSource()],
        folders={ModelName(name): path for name, path in settings.model_folders.items()},
        built_in=settings.whisper_built_in_dir,
        offline=settings.whisper_offline,
    )


def placement(settings: Settings) -> Placement:
    """Return the devices, lanes and threads that models run on."""
    return Placement(
        device=settings.whisper_device,
        compute_type=settings.whisper_compute_type,
        cores=settings.whisper_threads,
        lanes=settings.whisper_lanes,
        max_batch=settings.whisper_max_batch,
        audio_context=audio_context(settings),
    )


def audio_context(settings: Settings) -> AudioContext | None:
    """Return the encoder's context mode; None lets the device decide."""
    asked = settings.whisper_audio_context
    return None if asked == "auto" else AudioContext(asked)


def retention(settings: Settings) -> Retention:
    """Return how long and how much is kept in memory."""
    return Retention(
        idle_seconds=settings.whisper_idle_seconds, budget_bytes=settings.whisper_memory_bytes
    )


def listening_places() -> int:
    """Return how many recordings are searched for voices at once: on half of the cores.

    The other half is left to the lanes even if each job is to tell speakers apart.
    """
    return max(1, count_cores() // 2)
