"""Port: makes new ids, so that tests can foresee them."""

from abc import abstractmethod
from typing import Protocol
from uuid import UUID


class IdSource(Protocol):
    """Ids that nobody else has."""

    @abstractmethod
    def new(self) -> UUID:
        """Make an id that was never given out before and cannot be guessed."""
