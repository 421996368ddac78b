"""Store the admins' choice of models in a file beside the models."""

import json
import os
from pathlib import Path
from typing import Final

from typing_extensions import override

from application.ports.model_choices import Choices, ModelChoices
from domain.errors.transcription import ModelUnavailableError
from domain.options import ModelName

_FILE: Final = ".choices.json"


class FileModelChoices(ModelChoices):
    """A small JSON file that is replaced atomically."""

    def __init__(self, root: Path) -> None:
        self._file = root / _FILE

    @override
    def read(self) -> Choices:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            default = kept["default"]
            added = tuple(map(ModelName, kept["added"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Choices()
        return Choices(None if default is None else ModelName(default), added)

    @override
    def write(self, choices: Choices) -> None:
        kept = {"default": choices.default, "added": list(choices.added)}
        fresh = self._file.with_name(f"{_FILE}.{os.getpid()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(kept), encoding="utf-8")
            fresh.replace(self._file)
        except OSError as error:
            raise ModelUnavailableError(
                f"The choice of models cannot be stored on this machine: {error.strerror}. Name a "
                "folder that the service may write to (WHISPER_DOWNLOAD_DIR)."
            ) from error
