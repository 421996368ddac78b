"""A place that models come from, and why it may not give one."""

from abc import abstractmethod
from typing import Protocol

from adapters.model_store.catalogue import Recipe
from adapters.model_store.staging import Staging
from application.ports.model_store import Progress


class SourceError(Exception):
    """The place does not give the model. The words stand inside a sentence: no capital, no stop."""


class UnreachableError(SourceError):
    """The place does not answer."""


class NotOfferedError(SourceError):
    """The place answers, and does not have the model."""


class WrongFormatError(SourceError):
    """The place has the model, but not in the format that is needed."""


class ModelSource(Protocol):
    """A place that models come from. Everything here blocks."""

    @property
    @abstractmethod
    def is_local(self) -> bool:
        """Whether the place is this machine, so that no connection is needed."""

    @abstractmethod
    def offers(self, recipe: Recipe) -> bool:
        """Say whether the model may be had here, without asking."""

    @abstractmethod
    def ask(self, recipe: Recipe) -> None:
        """Return if the model can be had here now. Raises SourceError."""

    @abstractmethod
    def fetch(self, recipe: Recipe, staging: Staging, progress: Progress) -> str:
        """Put the files that are missing into `staging`; give the hub's commit they are of.

        Raises SourceError, DigestError, OSError (the disk), or what `progress` raises.
        """
