"""Revoke an API key."""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.api_key import ApiKeyId
from domain.user import User


@dataclass(frozen=True, slots=True)
class RevokeApiKey:
    """Revoke one of the caller's keys at once and for ever; a second time changes nothing."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock

    async def __call__(self, key_id: ApiKeyId, *, caller: User) -> None:
        """Raise ApiKeyNotFoundError."""
        async with self.unit_of_work() as uow:
            await uow.api_keys.revoke(key_id, caller.id, at=self.clock.now())
            await uow.commit()
