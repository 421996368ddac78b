"""Tell people what a watcher does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


class Telling(Protocol):
    """Shows or logs what happens."""

    def done(self, path: str, documents: Sequence[str]) -> None:
        """Tell that a recording is transcribed."""

    def failed(self, path: str, why: str) -> None:
        """Tell that a recording cannot be transcribed."""

    def trouble(self, why: str) -> None:
        """Tell what is not as it should be, and is tried again."""


@dataclass(slots=True)
class Troubles:
    """Tells each trouble once, until something succeeds again."""

    telling: Telling
    _told: set[str] = field(default_factory=set, init=False)

    def tell(self, *troubles: str) -> None:
        """Tell those that were not told yet."""
        for each in troubles:
            if each not in self._told:
                self._told.add(each)
                self.telling.trouble(each)

    def over(self) -> None:
        """Note that something succeeded."""
        self._told.clear()
