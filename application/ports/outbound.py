"""Port: decides which addresses the service may call for its users."""

from abc import abstractmethod
from typing import Protocol


class AddressGuard(Protocol):
    """Keeps users from reaching through this service what only the service can reach."""

    @abstractmethod
    def fault(self, url: str) -> str | None:
        """Say why it would not be called, as far as its text tells; None where nothing speaks.

        A courtesy to whoever wrote it. Whatever calls it looks again, at the address that is
        connected to, since a name may lead anywhere, and elsewhere the next time.
        """
