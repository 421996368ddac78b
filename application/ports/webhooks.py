"""Port: stores webhook deliveries and sends them."""

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.user import UserId
from domain.webhook_secrets import SecretRing
from domain.webhooks import Delivery, DeliveryId, DeliveryStatus, Reply


@dataclass(frozen=True, slots=True)
class DeliveryQuery:
    """Which deliveries of an owner's to list."""

    owner: UserId
    skip: int = 0
    limit: int = 100
    status: DeliveryStatus | None = None


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """Some of the deliveries that match, newest first, and how many match in all."""

    deliveries: tuple[Delivery, ...]
    total: int


@dataclass(frozen=True, slots=True)
class OutboxBacklog:
    """What has not gone out: how many, and when the oldest of these events happened.

    `due_since` is when the next attempt at any of them was or will be due.
    """

    pending: int
    oldest_at: datetime | None
    due_since: datetime | None


class DeliveryRepository(Protocol):
    """The outbox, which is its own log. The job repository puts in whatever ends a job.

    Deliveries outlive their jobs: what has happened is told, even if all else of it was deleted.
    """

    @abstractmethod
    async def claim(
        self, *, at: datetime, until: datetime, limit: int, passing_over: Collection[UserId] = ()
    ) -> Sequence[Delivery]:
        """Take up to `limit` that are due by `at`, those first that have been due for longest.

        Of many that claim at once no two get the same one. Whoever has not settled it by `until`
        is given up, and it is due again. Deliveries of the owners passed over are left.
        """

    @abstractmethod
    async def settle(self, claimed: Delivery, settled: Delivery) -> bool:
        """Write how the attempt went; False if it was claimed again or sent anew meanwhile."""

    @abstractmethod
    async def disable(self, owner: UserId, url: str, *, at: datetime) -> int:
        """Stop whatever of this owner's waits for that address; say how many that were."""

    @abstractmethod
    async def resend(self, delivery: Delivery, *, at: datetime) -> bool:
        """Make it due at that time, with a fresh schedule; False if it is gone."""

    @abstractmethod
    async def owned(self, delivery_id: DeliveryId, owner: UserId) -> Delivery:
        """Find a delivery of this owner's; anybody else's raises DeliveryNotFoundError."""

    @abstractmethod
    async def page(self, query: DeliveryQuery) -> DeliveryPage:
        """List deliveries, newest first."""

    @abstractmethod
    async def forget_ended(self, *, before: datetime, limit: int) -> int:
        """Remove deliveries that ended before that time; say how many."""

    @abstractmethod
    async def backlog(self) -> OutboxBacklog:
        """Count what waits, over all owners."""


class SecretRepository(Protocol):
    """The users' webhook secrets, sealed."""

    @abstractmethod
    async def of(self, owner: UserId) -> SecretRing | None:
        """Find a user's; None before the first was made."""

    @abstractmethod
    async def add(self, ring: SecretRing) -> bool:
        """Keep a user's first; False if there is one already, and then nothing is kept."""

    @abstractmethod
    async def replace(self, before: SecretRing, after: SecretRing) -> bool:
        """Write `after` if the secret in use is still that of `before`; False when it is not."""


class WebhookTransport(Protocol):
    """The way to receivers."""

    @abstractmethod
    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Send JSON and judge the answer. Never fails: what goes wrong is a reply, too.

        Redirects are not followed, and it takes 15 s at the most.
        """


class Vault(Protocol):
    """Keeps secrets that are needed again readable for this service alone."""

    @abstractmethod
    def seal(self, secret: bytes) -> str:
        """Make text of it that tells nothing to whoever has not the key."""

    @abstractmethod
    def unseal(self, sealed: str) -> bytes:
        """Raise SecretUnreadableError for what was sealed with a key that is not known here."""

    @abstractmethod
    def new_secret(self, size_bytes: int) -> bytes:
        """Make a secret that cannot be guessed."""


class WakeUp(Protocol):
    """Tells the sender in this process that a delivery has become due."""

    @abstractmethod
    def wake(self) -> None:
        """Wake the waiter, or the next one if nobody waits now."""

    @abstractmethod
    async def wait(self) -> None:
        """Return when `wake` was called since the last `wait` returned."""
