"""Show and replace the secret that signs a user's webhooks."""

from dataclasses import dataclass
from datetime import datetime

from application.webhooks.signing_keys import WebhookKeys
from domain.user import User
from domain.webhook_secrets import SecretRing


@dataclass(frozen=True, slots=True)
class ShownSecret:
    """The current secret, its start, and until when the last one also signs."""

    secret: str
    made_at: datetime
    previous_until: datetime | None


@dataclass(frozen=True, slots=True)
class ShowWebhookSecret:
    """Show a user their webhook secret."""

    keys: WebhookKeys

    async def __call__(self, *, caller: User) -> ShownSecret:
        """Return the secret; make one if there is none. Raises SecretUnreadableError."""
        return _shown(self.keys, await self.keys.ring(caller.id))


@dataclass(frozen=True, slots=True)
class RotateWebhookSecret:
    """Replace a user's webhook secret; messages are also signed with the old one for a day."""

    keys: WebhookKeys

    async def __call__(self, *, caller: User) -> ShownSecret:
        """Return the new one."""
        return _shown(self.keys, await self.keys.rotated(caller.id))


def _shown(keys: WebhookKeys, ring: SecretRing) -> ShownSecret:
    retired = ring.still_valid(keys.clock.now())
    return ShownSecret(keys.shown(ring), ring.made_at, retired[0].until if retired else None)
