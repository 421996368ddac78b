"""The models on this machine's disk."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from domain.options import ModelName


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model that can be used without a download; `bundled` ones came with the program."""

    name: ModelName
    folder: Path
    size_bytes: int
    bundled: bool = False


class ModelStore(Protocol):
    """Fetches models from their hub and keeps them. Everything here blocks."""

    @abstractmethod
    def stored(self) -> Sequence[StoredModel]:
        """List what is here, the bundled ones first."""

    @abstractmethod
    def sizes(self) -> Sequence[ModelName]:
        """List the names of checkpoints that are known to be on the hub."""

    @abstractmethod
    def download(self, name: ModelName) -> StoredModel:
        """Fetch a model, unless it is here. Raises ModelUnavailableError."""

    @abstractmethod
    def remove(self, name: ModelName) -> StoredModel:
        """Free the disk of a model that was fetched. Raises ModelNotStoredError."""
