"""Port: elects one of several processes as leader."""

from abc import abstractmethod
from typing import Protocol


class Leadership(Protocol):
    """Makes one of all processes the leader, for as long as that process keeps asking.

    Two processes may believe for a moment that they lead, if the first has lost the lead and not
    asked since. So a leader may only do what does no harm when it is done twice.
    """

    @abstractmethod
    async def is_mine(self) -> bool:
        """Say whether this process leads; it takes the lead if no process has it.

        Raises DatabaseUnavailableError.
        """

    @abstractmethod
    async def resign(self) -> None:
        """Give up the lead; a process that does not lead may call this too."""
