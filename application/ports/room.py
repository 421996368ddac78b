"""How many may be served at once."""

from abc import abstractmethod
from contextlib import AbstractContextManager
from typing import Protocol


class Room(Protocol):
    """A number of places; whoever finds none is sent away, since nobody waits outside."""

    @abstractmethod
    def ensure_free(self) -> None:
        """Return if a place is free now. Raises QueueFullError, with an estimate of when."""

    @abstractmethod
    def place(self) -> AbstractContextManager[None]:
        """Take a place meanwhile. Raises QueueFullError."""
