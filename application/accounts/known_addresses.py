"""Remember the network addresses from which a user has logged in."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.capacity import DatabaseUnavailableError
from domain.user import User

REMEMBERED_FOR: Final = timedelta(days=90)
RENEWED_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KnownAddresses:
    """Remembers addresses for 90 days, as hashes, so that no list shows who was where."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock

    async def include(self, username: str, address: str) -> bool:
        """Say whether the user has logged in from there. Raises DatabaseUnavailableError."""
        async with self.unit_of_work() as uow:
            since = self.clock.now() - REMEMBERED_FOR
            return await uow.users.knows_address(username, _digest(username, address), since=since)

    async def remember(self, user: User, address: str) -> None:
        """Store a login, at most once a day; it may fail while the database is away."""
        name, now = user.username, self.clock.now()
        digest = _digest(name, address)
        with suppress(DatabaseUnavailableError):
            async with self.unit_of_work() as uow:
                if await uow.users.knows_address(name, digest, since=now - RENEWED_AFTER):
                    return
                await uow.users.remember_address(user.id, digest, at=now)
                await uow.commit()


def _digest(username: str, address: str) -> str:
    return sha256(f"{username} {address}".encode()).hexdigest()
