"""Port: decides which addresses the service may call for its users."""

from abc import abstractmethod
from typing import Protocol


class AddressGuard(Protocol):
    """Keeps users from reaching internal hosts through this service."""

    @abstractmethod
    def fault(self, url: str) -> str | None:
        """Say why the address would be refused, as far as its text tells; None if nothing is wrong.

        This only gives the user an early answer. The client checks again the address that it
        connects to, since a name can resolve to another address each time.
        """
