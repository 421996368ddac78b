"""Tracks open connections, and decides whether another one is accepted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nlargest
from typing import Final, Protocol

# After a search for an idle connection of an address failed, the next search waits so long.
_PAUSE_SECONDS: Final = 0.1
# How many addresses are searched for an idle connection.
_LOOKED_AT: Final = 8


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections may be open, and how long a client may stay silent.

    `per_address` is None behind a reverse proxy, where all connections come from its address. A
    connection is closed if the header of its next request is not complete after `patience_seconds`,
    or if its client reads nothing of a response for `stall_seconds`.
    """

    total: int = 4_000
    per_address: int | None = 1_024
    patience_seconds: float = 10.0
    stall_seconds: float = 60.0


class Refused(StrEnum):
    """Why a connection is refused."""

    FULL = "full"
    ADDRESS_FULL = "address_full"


class TrackedConnection(Protocol):
    """A connection, as the tracker sees it."""

    @property
    def is_waiting(self) -> bool:
        """Whether the connection is idle: no request of it is being answered."""
        ...

    def drop(self) -> None:
        """Close the connection at once, without sending what is buffered."""
        ...

    def drop_if_stalled(self) -> None:
        """Close the connection if the client has stopped reading."""
        ...


class OpenConnections:
    """All open connections, by address and in the order in which they were accepted.

    At a limit, a new connection replaces the one that has been idle longest: one of the same
    address if that address is at its limit, otherwise one of the addresses with the most
    connections. So clients that connect and send nothing keep nobody out.
    """

    def __init__(self, limits: ConnectionLimits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self._clock = clock
        self._addresses: dict[TrackedConnection, str] = {}
        self._by_address: dict[str, dict[TrackedConnection, None]] = {}
        self._searched: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._addresses)

    def refusal(self, address: str) -> Refused | None:
        """Return why a connection from this address is refused; None if there is room for it.

        If there is no room, an idle connection is closed to make some.
        """
        most = self.limits.per_address
        if most is not None and self._count(address) >= most:
            return None if self._make_room([address]) else Refused.ADDRESS_FULL
        if len(self) < self.limits.total:
            return None
        largest = nlargest(_LOOKED_AT, self._by_address, key=self._count)
        larger = [each for each in largest if self._count(each) > self._count(address)]
        return None if self._make_room(larger) else Refused.FULL

    def enter(self, connection: TrackedConnection, address: str) -> None:
        """Add a connection."""
        self._addresses[connection] = address
        self._by_address.setdefault(address, {})[connection] = None

    def leave(self, connection: TrackedConnection) -> None:
        """Remove a connection; removing it again does nothing."""
        address = self._addresses.pop(connection, None)
        if address is not None:
            del self._by_address[address][connection]
            if not self._by_address[address]:
                del self._by_address[address]
                self._searched.pop(address, None)

    def all(self) -> Sequence[TrackedConnection]:
        """Return a copy of the list of all connections."""
        return list(self._addresses)

    def _count(self, address: str) -> int:
        return len(self._by_address.get(address, ()))

    def _make_room(self, addresses: Iterable[str]) -> bool:
        for address in addresses:
            connection = self._waiting(address)
            if connection is not None:
                self.leave(connection)
                connection.drop()
                return True
        return False

    def _waiting(self, address: str) -> TrackedConnection | None:
        """Find the longest idle connection; after a failed search, none is found for a moment."""
        now = self._clock()
        if now < self._searched.get(address, now):
            return None
        found = next(
            (connection for connection in self._by_address[address] if connection.is_waiting), None
        )
        if found is None:
            self._searched[address] = now + _PAUSE_SECONDS
        return found
