"""Port: stores which model admins have chosen as the default."""

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import Protocol

from domain.options import ModelName


@dataclass(frozen=True, slots=True)
class Choices:
    """The default model (None: the one from the settings) and the other served models."""

    default: ModelName | None = None
    added: tuple[ModelName, ...] = ()

    def with_model(self, name: ModelName) -> "Choices":
        """Serve one more model."""
        return replace(self, added=tuple(dict.fromkeys((*self.added, name))))

    def without_model(self, name: ModelName) -> "Choices":
        """Stop serving a model. If it was the default, the one from the settings is again."""
        kept = tuple(each for each in self.added if each != name)
        return Choices(None if self.default == name else self.default, kept)


class ModelChoices(Protocol):
    """Stores the choices where every process that has the same models finds them."""

    @abstractmethod
    def read(self) -> Choices:
        """Return the last choice; cheap enough to be called for every job."""

    @abstractmethod
    def write(self, choices: Choices) -> None:
        """Store the choice. Raises ModelUnavailableError if it cannot be written."""
