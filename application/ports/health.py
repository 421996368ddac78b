"""Port: says whether a part of the service works."""

from abc import abstractmethod
from typing import Protocol


class Checkable(Protocol):
    """A part that can say whether it works."""

    @abstractmethod
    async def check(self) -> None:
        """Return if the part works; raise a TranscriberError that names the fault otherwise."""
