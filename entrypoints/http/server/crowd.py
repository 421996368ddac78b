"""Who is connected, and whether there is room for one more."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nlargest
from typing import Final, Protocol

# Until connections of an address are looked through again, after none could make room.
_PAUSE_SECONDS: Final = 0.1
# How many addresses are looked through for a connection that could make room.
_LOOKED_AT: Final = 8


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections there may be, and how long one may wait for its next request.

    `per_address` None is for where all come from the same address, that of a reverse proxy. A
    connection whose next request has no whole header after `patience_seconds` is closed, and one
    whose client takes nothing of an answer for `stall_seconds`.
    """

    total: int = 4_000
    per_address: int | None = 1_024
    patience_seconds: float = 10.0
    stall_seconds: float = 60.0


class Refused(StrEnum):
    """Why there is no room for a connection."""

    FULL = "full"
    ADDRESS_FULL = "address_full"


class Guest(Protocol):
    """A connection, as far as its place is concerned."""

    @property
    def is_waiting(self) -> bool:
        """Say whether no request of it is being answered."""
        ...

    def drop(self) -> None:
        """Close it at once, whatever is still to be sent."""
        ...

    def drop_if_stalled(self) -> None:
        """Close it where the client takes nothing of what is sent."""
        ...


class Crowd:
    """All open connections, by address and in the order of their coming.

    Where there is no place left, a newcomer gets that of the connection that has waited longest
    for its next request: one of the newcomer's own address, where that has all it may have, else
    one of the address that has the most. So whoever connects and says nothing keeps nobody out.
    """

    def __init__(self, limits: ConnectionLimits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self._clock = clock
        self._addresses: dict[Guest, str] = {}
        self._guests: dict[str, dict[Guest, None]] = {}
        self._searched: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._addresses)

    def refusal(self, address: str) -> Refused | None:
        """Say why nobody may come from this address now; None where there is room, or was made."""
        most = self.limits.per_address
        if most is not None and self._count(address) >= most:
            return None if self._make_room([address]) else Refused.ADDRESS_FULL
        if len(self) < self.limits.total:
            return None
        largest = nlargest(_LOOKED_AT, self._guests, key=self._count)
        larger = [each for each in largest if self._count(each) > self._count(address)]
        return None if self._make_room(larger) else Refused.FULL

    def enter(self, guest: Guest, address: str) -> None:
        """Count a connection in."""
        self._addresses[guest] = address
        self._guests.setdefault(address, {})[guest] = None

    def leave(self, guest: Guest) -> None:
        """Count it out; again does no harm."""
        address = self._addresses.pop(guest, None)
        if address is not None:
            del self._guests[address][guest]
            if not self._guests[address]:
                del self._guests[address]
                self._searched.pop(address, None)

    def guests(self) -> Sequence[Guest]:
        """List all, as they are now."""
        return list(self._addresses)

    def _count(self, address: str) -> int:
        return len(self._guests.get(address, ()))

    def _make_room(self, addresses: Iterable[str]) -> bool:
        for address in addresses:
            guest = self._waiting(address)
            if guest is not None:
                self.leave(guest)
                guest.drop()
                return True
        return False

    def _waiting(self, address: str) -> Guest | None:
        """Find who has waited longest; after a vain search nobody is looked for a moment."""
        now = self._clock()
        if now < self._searched.get(address, now):
            return None
        found = next((guest for guest in self._guests[address] if guest.is_waiting), None)
        if found is None:
            self._searched[address] = now + _PAUSE_SECONDS
        return found
