"""Port: stores which requests were answered under which Idempotency-Key."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.job import Job, JobId, JobStatus
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was answered to whoever handed a job in."""

    job_id: JobId
    status: JobStatus

    @classmethod
    def of(cls, job: Job) -> "Receipt":
        """Write the receipt of a job that was accepted just now."""
        return cls(job.id, job.status)


@dataclass(frozen=True, slots=True)
class KeyClaim:
    """One request's hold on its owner's key; no two requests have the same `token`."""

    owner: UserId
    key: str
    token: UUID


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """What was asked under a key, as a hash in hex, and what was answered."""

    fingerprint: str
    receipt: Receipt


class IdempotencyKeys(Protocol):
    """The keys of all callers: each is free, held by one request, or answered, until a time."""

    @abstractmethod
    async def claim(
        self, claim: KeyClaim, *, now: datetime, until: datetime
    ) -> AnsweredRequest | None:
        """Hold the key until then, or give what was answered under it before.

        A key whose time has passed is free. Of many claims at once exactly one holds the key; the
        others, while it is held, get IdempotencyKeyInUseError.
        """

    @abstractmethod
    async def renew(self, claim: KeyClaim, *, until: datetime) -> None:
        """Hold it for longer. Raises IdempotencyKeyInUseError when it is another's by now."""

    @abstractmethod
    async def settle(self, claim: KeyClaim, answered: AnsweredRequest, *, until: datetime) -> None:
        """Remember the answer until then. Raises IdempotencyKeyInUseError like `renew`."""

    @abstractmethod
    async def release(self, claim: KeyClaim) -> None:
        """Free a key that was not answered; one that is another's, or gone, is no error."""

    @abstractmethod
    async def forget(self, *, before: datetime) -> int:
        """Remove the keys whose time had passed by then, and count them."""
