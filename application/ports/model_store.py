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
    """Watch a download without looking."""


class Languages(StrEnum):
    """What a model understands."""

    ALL = "all"
    ENGLISH = "english"


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model of the catalogue. Sizes are bytes; `memory_bytes` is about what it needs to run."""

    name: ModelName
    parameters: int
    size_bytes: int
    memory_bytes: int
    languages: Languages
    licence: str
    repository: str


class Origin(StrEnum):
    """How a model came to be on this machine."""

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
    """Finds models, fetches them and keeps them. Everything here blocks."""

    @abstractmethod
    def known(self) -> Sequence[KnownModel]:
        """List the catalogue, smaller models first."""

    @abstractmethod
    def stored(self) -> Sequence[StoredModel]:
        """List what is here, the operator's own folders first."""

    @abstractmethod
    def find(self, name: ModelName) -> StoredModel | None:
        """Give the model if it is here and whole, None if it is not here.

        Raises ModelUnavailableError where it is here and cannot be used.
        """

    @abstractmethod
    def fetch(self, name: ModelName, progress: Progress = unwatched) -> StoredModel:
        """Give the model, downloading it first if need be.

        Whoever else fetches it meanwhile is waited for. Raises ModelUnavailableError, or what
        `progress` raises.
        """

    @abstractmethod
    def check(self, name: ModelName) -> None:
        """Return if the model is here or could be downloaded now, without downloading it.

        Asks the places it may come from. Raises ModelUnavailableError.
        """

    @abstractmethod
    def place(self, name: ModelName) -> Path:
        """Say in which folder the model lies, or would lie. Raises ModelUnavailableError."""

    @abstractmethod
    def remove(self, name: ModelName) -> StoredModel:
        """Free the disk of a model that was downloaded. Raises ModelNotStoredError."""
