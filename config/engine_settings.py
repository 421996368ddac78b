"""The operator's settings in the engine's own terms."""

from adapters.whisper.settings import ModelSources, Placement, Retention
from config.settings import Settings
from domain.options import ModelName


def model_sources(settings: Settings) -> ModelSources:
    """Say where models come from."""
    return ModelSources(
        download_folder=settings.whisper_download_dir,
        offline=settings.whisper_offline,
    )


def placement(settings: Settings) -> Placement:
    """Say on what models run."""
    return Placement(
        device=settings.whisper_device,
        compute_type=settings.whisper_compute_type,
        lanes=settings.whisper_lanes,
        max_batch=settings.whisper_max_batch,
        dynamic_context=frozenset(map(ModelName, settings.whisper_dynamic_models)),
    )


def retention(settings: Settings) -> Retention:
    """Say how long and how much is held in memory."""
    return Retention(
        idle_seconds=settings.whisper_idle_seconds, budget_bytes=settings.whisper_memory_bytes
    )
