"""Port: lists the models that are served."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.options import ModelName


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A served model, and whether it is in memory now."""

    name: ModelName
    loaded: bool
    bytes_held: int = 0


class ModelCatalog(Protocol):
    """The models that the operator allows."""

    @property
    @abstractmethod
    def default(self) -> ModelName:
        """The model of a job that names no model."""

    @abstractmethod
    def choose(self, name: ModelName) -> None:
        """Make a served model the default. Raises ModelUnavailableError if it cannot be stored."""

    @abstractmethod
    def served(self) -> Sequence[ModelStatus]:
        """List the allowed models, the default first."""

    @abstractmethod
    async def revision(self, name: ModelName) -> str | None:
        """Return the version of the model's files; None if they are missing or unreadable."""

    @abstractmethod
    async def check(self) -> None:
        """Return if the default model is available, as far as can be told without a download.

        Raises ModelUnavailableError.
        """
