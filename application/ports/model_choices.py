"""Port: stores which model admins have chosen as the default."""

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import Protocol

from domain.options import ModelName


@dataclass(frozen=True, slots=True)
class Choices:
    """Which model is the default (None: the one of the settings), and which are served as well."""

    default: ModelName | None = None
    added: tuple[ModelName, ...] = ()

    def with_model(self, name: ModelName) -> "Choices":
        """Serve one more."""
        return replace(self, added=tuple(dict.fromkeys((*self.added, name))))

    def without_model(self, name: ModelName) -> "Choices":
        """Serve one less; if it was the default, that of the settings is the default again."""
        kept = tuple(each for each in self.added if each != name)
        return Choices(None if self.default == name else self.default, kept)


class ModelChoices(Protocol):
    """Keeps the choices where every process that has the same models finds them."""

    @abstractmethod
    def read(self) -> Choices:
        """Give what was chosen last; cheap enough to be asked for every job."""

    @abstractmethod
    def write(self, choices: Choices) -> None:
        """Keep it. Raises ModelUnavailableError where it cannot be written."""
