"""Make the key that signs a user's webhooks when it is first needed."""

from contextlib import suppress
from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory
from application.ports.webhooks import Vault
from domain.errors.webhooks import SecretUnreadableError
from domain.user import UserId
from domain.webhook_secrets import SECRET_BYTES, SecretRing, written


@dataclass(frozen=True, slots=True)
class WebhookKeys:
    """Finds, makes and rotates the secrets; everywhere else they are encrypted."""

    unit_of_work: UnitOfWorkFactory
    vault: Vault
    clock: Clock

    async def ring(self, owner: UserId) -> SecretRing:
        """Return a user's secrets. Two first calls at the same time get the same ones."""
        async with self.unit_of_work() as uow:
            known = await uow.webhook_secrets.of(owner)
            if known is not None:
                return known
            made = SecretRing(owner, self._new(), self.clock.now())
            if await uow.webhook_secrets.add(made):
                await uow.commit()
                return made
        return await self.ring(owner)

    async def rotated(self, owner: UserId) -> SecretRing:
        """Replace the secret. Of two rotations at the same time one counts, for both."""
        before = await self.ring(owner)
        after = before.rotated(self._new(), at=self.clock.now())
        async with self.unit_of_work() as uow:
            done = await uow.webhook_secrets.replace(before, after)
            await uow.commit()
        return after if done else await self.ring(owner)

    def shown(self, ring: SecretRing) -> str:
        """Return the current secret as text, for its owner. Raises SecretUnreadableError."""
        return written(self.vault.unseal(ring.sealed))

    def signing(self, ring: SecretRing) -> tuple[bytes, ...]:
        """Return the keys to sign with, the current one first. Raises SecretUnreadableError."""
        keys = [self.vault.unseal(ring.sealed)]
        for old in ring.still_valid(self.clock.now()):
            with suppress(SecretUnreadableError):  # the current one decides
                keys.append(self.vault.unseal(old.sealed))
        return tuple(keys)

    def _new(self) -> str:
        return self.vault.seal(self.vault.new_secret(SECRET_BYTES))
