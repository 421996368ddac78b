"""Port: says whether a part of the service works."""

from abc import abstractmethod
from typing import Protocol


class Checkable(Protocol):
    """Something that can say whether it works."""

    @abstractmethod
    async def check(self) -> None:
        """Return if it works; raise a TranscriberError that says what is wrong otherwise."""
