"""The interface of a source of models, and the reasons why it has no model."""

from abc import abstractmethod
from typing import Protocol

from adapters.model_store.catalogue import Recipe
from adapters.model_store.staging import Staging
from application.ports.model_store import Progress


class SourceError(Exception):
    """The source lacks the model. The message is part of a sentence: no capital, no stop."""


class UnreachableError(SourceError):
    """The source does not answer."""


class NotOfferedError(SourceError):
    """The source answers, but does not have the model."""


class WrongFormatError(SourceError):
    """The source has the model, but in another format."""


class ModelSource(Protocol):
    """A source of models. All methods block."""

    @property
    @abstractmethod
    def is_local(self) -> bool:
        """Whether the source is on this machine, so that no connection is needed."""

    @abstractmethod
    def offers(self, recipe: Recipe) -> bool:
        """Say whether the source may have the model, without asking it."""

    @abstractmethod
    def ask(self, recipe: Recipe) -> None:
        """Return if the source can give the model now. Raises SourceError."""

    @abstractmethod
    def fetch(self, recipe: Recipe, staging: Staging, progress: Progress) -> str:
        """Put the missing files into `staging`; return the hub's commit they belong to.

        Raises SourceError, DigestError, OSError (the disk), or what `progress` raises.
        """
