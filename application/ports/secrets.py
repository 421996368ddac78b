"""Port: makes random secrets, so that tests can foresee them."""

from abc import abstractmethod
from typing import Protocol


class SecretSource(Protocol):
    """Makes secrets that cannot be guessed."""

    @abstractmethod
    def new(self) -> str:
        """Make 256 random bits, written as 43 characters of `A-Z a-z 0-9 - _`."""
