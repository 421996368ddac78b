"""Port: elects one of several processes as leader."""

from abc import abstractmethod
from typing import Protocol


class Leadership(Protocol):
    """Makes one of all processes the leader, for as long as that one keeps asking.

    Two may believe to lead for a moment, when the first has lost its place and not asked since: so
    what a leader does must do no harm when it is done twice.
    """

    @abstractmethod
    async def is_mine(self) -> bool:
        """Say whether this process leads; it takes the lead if nobody else has it.

        Raises DatabaseUnavailableError.
        """

    @abstractmethod
    async def resign(self) -> None:
        """Let another lead. Who does not lead may say so too."""
