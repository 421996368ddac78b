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
    """Which deliveries of an owner to list."""

    owner: UserId
    skip: int = 0
    limit: int = 100
    status: DeliveryStatus | None = None


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """One page of the deliveries that match, newest first, and how many match in all."""

    deliveries: tuple[Delivery, ...]
    total: int


@dataclass(frozen=True, slots=True)
class OutboxBacklog:
    """The number of undelivered webhooks, and when the oldest of their events happened.

    `due_since` is when the earliest next attempt was or will be due.
    """

    pending: int
    oldest_at: datetime | None
    due_since: datetime | None


class DeliveryRepository(Protocol):
    """The outbox, which is also its log. The job repository adds to it when a job ends.

    Deliveries outlive their jobs: the webhook is sent even if the job was deleted.
    """

    @abstractmethod
    async def claim(
        self, *, at: datetime, until: datetime, limit: int, passing_over: Collection[UserId] = ()
    ) -> Sequence[Delivery]:
        """Take up to `limit` deliveries that are due by `at`, those first that were due first.

        Concurrent claims never get the same delivery. A delivery that is not settled by `until`
        becomes due again. Deliveries of the owners in `passing_over` are left.
        """

    @abstractmethod
    async def settle(self, claimed: Delivery, settled: Delivery) -> bool:
        """Store the result of the attempt; False if it was claimed or resent meanwhile."""

    @abstractmethod
    async def disable(self, owner: UserId, url: str, *, at: datetime) -> int:
        """Stop all waiting deliveries of this owner to that address; return their number."""

    @abstractmethod
    async def resend(self, delivery: Delivery, *, at: datetime) -> bool:
        """Make the delivery due at that time, with a fresh schedule; False if it is gone."""

    @abstractmethod
    async def owned(self, delivery_id: DeliveryId, owner: UserId) -> Delivery:
        """Find a delivery of this owner; any other raises DeliveryNotFoundError."""

    @abstractmethod
    async def page(self, query: DeliveryQuery) -> DeliveryPage:
        """List deliveries, newest first."""

    @abstractmethod
    async def forget_ended(self, *, before: datetime, limit: int) -> int:
        """Delete the deliveries that ended before that time, and return their number."""

    @abstractmethod
    async def backlog(self) -> OutboxBacklog:
        """Count the waiting deliveries of all owners."""


class SecretRepository(Protocol):
    """The users' webhook secrets, encrypted."""

    @abstractmethod
    async def of(self, owner: UserId) -> SecretRing | None:
        """Return a user's secrets; None before the first was made."""

    @abstractmethod
    async def add(self, ring: SecretRing) -> bool:
        """Store a user's first secret; return False, and store nothing, if there is one already."""

    @abstractmethod
    async def replace(self, before: SecretRing, after: SecretRing) -> bool:
        """Write `after` if the current secret is still that of `before`; return False otherwise."""


class WebhookTransport(Protocol):
    """Sends webhooks to receivers."""

    @abstractmethod
    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Send JSON and return the result. It never raises: a failure is a reply, too.

        Redirects are not followed, and a call takes 15 s at most.
        """


class Vault(Protocol):
    """Encrypts secrets that this service needs to read again."""

    @abstractmethod
    def seal(self, secret: bytes) -> str:
        """Encrypt the secret as text."""

    @abstractmethod
    def unseal(self, sealed: str) -> bytes:
        """Decrypt the secret. Raises SecretUnreadableError if its key is not known here."""

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
