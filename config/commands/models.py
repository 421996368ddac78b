"""Opens the model store for the commands."""

from pathlib import Path

from application.ports.model_store import ModelStore
from config.engine_settings import model_store
from config.environment import read_settings
from config.logging import configure_logging
from config.settings import Environment


def open_store(folder: Path | None) -> ModelStore:
    """Open the store in the given folder, otherwise in that of the settings.

    Raises SettingsError.
    """
    settings = read_settings(environment=Environment.DEVELOPMENT, whisper_download_dir=folder)
    configure_logging(level="CRITICAL", as_json=settings.log_json)
    return model_store(settings)
