"""What the command needs of the engine."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from application.jobs.transcribe_file import TranscribeFile


class Device(StrEnum):
    """On what models run."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Which model, and on what; None is what the environment or the default says.

    `only` is the one recording that there is to transcribe; None where there are several.
    """

    model: str | None = None
    model_dir: Path | None = None
    device: Device | None = None
    compute_type: str | None = None
    only: Path | None = None


@dataclass(frozen=True, slots=True)
class Workshop:
    """A model in memory, ready to work; `at_once` recordings keep all of its lanes busy."""

    transcribe: TranscribeFile
    at_once: int


class LocalEngine(Protocol):
    """The engine in this very process."""

    def open(
        self, choice: EngineChoice, preparing: Callable[[float | None], None]
    ) -> AbstractAsyncContextManager[Workshop]:
        """Load the model, and tell how much of it is downloaded where it is not here yet.

        Raises ModelUnavailableError, OutOfMemoryError, SettingsError.
        """
