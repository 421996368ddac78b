"""Port: downloads models and finds them on the disk."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from domain.options import ModelName

Progress = Callable[[int, int], None]
"""Is told the bytes that are here and the bytes of the whole; what it raises ends the download."""


def unwatched(_done: int, _whole: int) -> None:
    """Ignore the progress of a download."""


class Languages(StrEnum):
    """The languages that a model understands."""

    ALL = "all"
    ENGLISH = "english"


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model of the catalogue; sizes are in bytes. It needs about `memory_bytes` to run."""

    name: ModelName
    parameters: int
    size_bytes: int
    memory_bytes: int
    languages: Languages
    licence: str
    repository: str


class Origin(StrEnum):
    """How a model came to this machine."""

    FOLDER = "folder"  # the operator names it
    BUILT_IN = "built-in"  # it came with the image
    DOWNLOADED = "downloaded"


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model that can be used without a download."""

    name: ModelName
    folder: Path
    size_bytes: int
    origin: Origin
    revision: str | None = None


class ModelStore(Protocol):
    """Finds, downloads and stores models. All methods block."""

    @abstractmethod
    def known(self) -> Sequence[KnownModel]:
        """List the models of the catalogue, smallest first."""

    @abstractmethod
    def stored(self) -> Sequence[StoredModel]:
        """List the models on this machine, the operator's own folders first."""

    @abstractmethod
    def find(self, name: ModelName) -> StoredModel | None:
        """Return the model if it is here and complete, None if it is not here.

        Raises ModelUnavailableError if it is here but cannot be used.
        """

    @abstractmethod
    def fetch(self, name: ModelName, progress: Progress = unwatched) -> StoredModel:
        """Return the model, and download it first if it is missing.

        If another caller downloads it already, wait for that download. Raises
        ModelUnavailableError, or what `progress` raises.
        """

    @abstractmethod
    def check(self, name: ModelName) -> None:
        """Return if the model is here or could be downloaded now, without downloading it.

        Asks the sources of the model. Raises ModelUnavailableError.
        """

    @abstractmethod
    def place(self, name: ModelName) -> Path:
        """Return the folder in which the model lies or would lie. Raises ModelUnavailableError."""

    @abstractmethod
    def remove(self, name: ModelName) -> StoredModel:
        """Delete a downloaded model from the disk. Raises ModelNotStoredError."""
