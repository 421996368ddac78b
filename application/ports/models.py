"""Port: lists the models that are served."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.options import ModelName


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model that is served, and whether it sits in memory now."""

    name: ModelName
    loaded: bool
    bytes_held: int = 0


class ModelCatalog(Protocol):
    """The models the operator allows."""

    @property
    @abstractmethod
    def default(self) -> ModelName:
        """The model of a job that names none."""

    @abstractmethod
    def choose(self, name: ModelName) -> None:
        """Make a served model the default. Raises ModelUnavailableError if that cannot be kept."""

    @abstractmethod
    def served(self) -> Sequence[ModelStatus]:
        """List the allowed models, the default first."""

    @abstractmethod
    async def revision(self, name: ModelName) -> str | None:
        """Name the version of the model's files; None where they are not here, or not readable."""

    @abstractmethod
    async def check(self) -> None:
        """Return if the default model is there, as far as can be told without downloading it.

        Raises ModelUnavailableError.
        """
