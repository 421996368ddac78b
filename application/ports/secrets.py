"""Port: makes random secrets, so that tests can foresee them."""

from abc import abstractmethod
from typing import Protocol


class SecretSource(Protocol):
    """Secrets that nobody can guess."""

    @abstractmethod
    def new(self) -> str:
        """Make 256 random bits, written as 43 characters of `A-Z a-z 0-9 - _`."""
