"""Port: compares names that look alike."""

from abc import abstractmethod
from typing import Protocol


class LookAlikes(Protocol):
    """Knows which characters look the same, as a Latin and a Cyrillic `a` do."""

    @abstractmethod
    def alike(self, one: str, other: str) -> bool:
        """Say whether two different names look the same.

        Two ASCII names never do: readers can tell `l` from `1`.
        """
