"""Randomness comes in through a port, so that tests can foresee it."""

from abc import abstractmethod
from typing import Protocol


class SecretSource(Protocol):
    """Secrets that nobody can guess."""

    @abstractmethod
    def new(self) -> str:
        """Make 256 random bits, written as 43 characters of `A-Z a-z 0-9 - _`."""
