"""Port: makes new ids, so that tests can foresee them."""

from abc import abstractmethod
from typing import Protocol
from uuid import UUID


class IdSource(Protocol):
    """Makes unique ids."""

    @abstractmethod
    def new(self) -> UUID:
        """Make an id that is new and cannot be guessed."""
