"""List a user's API keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from application.ports.unit_of_work import UnitOfWorkFactory
from domain.api_key import ApiKey
from domain.user import User

MOST_SHOWN: Final = 1_000


@dataclass(frozen=True, slots=True)
class ListApiKeys:
    """List the caller's keys, newest first, including expired and revoked ones."""

    unit_of_work: UnitOfWorkFactory

    async def __call__(self, *, caller: User) -> Sequence[ApiKey]:
        """Return an empty list for a caller without keys."""
        async with self.unit_of_work() as uow:
            return await uow.api_keys.of_owner(caller.id, limit=MOST_SHOWN)
