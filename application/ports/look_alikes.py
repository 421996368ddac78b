"""Port: compares names that look alike."""

from abc import abstractmethod
from typing import Protocol


class LookAlikes(Protocol):
    """Knows characters that look the same, as a Latin and a Cyrillic `a` do."""

    @abstractmethod
    def alike(self, one: str, other: str) -> bool:
        """Say whether two different names look the same.

        Two names of ASCII alone never do: whoever reads them knows `l` from `1`.
        """
