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
    """The answer to an accepted submission."""

    job_id: JobId
    status: JobStatus

    @classmethod
    def of(cls, job: Job) -> "Receipt":
        """Make the receipt of a job that was accepted just now."""
        return cls(job.id, job.status)


@dataclass(frozen=True, slots=True)
class KeyClaim:
    """One request's claim on a key of its owner; each request has its own `token`."""

    owner: UserId
    key: str
    token: UUID


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """The hash (hex) of the request that used a key, and the answer to it."""

    fingerprint: str
    receipt: Receipt


class IdempotencyKeys(Protocol):
    """The keys of all callers: each is free, claimed by a request, or answered, until a time."""

    @abstractmethod
    async def claim(
        self, claim: KeyClaim, *, now: datetime, until: datetime
    ) -> AnsweredRequest | None:
        """Claim the key until then, or return the answer that was given under it before.

        A key is free once its time has passed. One of several concurrent claims gets the key; the
        others get IdempotencyKeyInUseError while it is claimed.
        """

    @abstractmethod
    async def renew(self, claim: KeyClaim, *, until: datetime) -> None:
        """Extend the claim. Raises IdempotencyKeyInUseError if another request has the key now."""

    @abstractmethod
    async def settle(self, claim: KeyClaim, answered: AnsweredRequest, *, until: datetime) -> None:
        """Store the answer until then. Raises IdempotencyKeyInUseError like `renew`."""

    @abstractmethod
    async def release(self, claim: KeyClaim) -> None:
        """Free an unanswered key; a key that is gone or claimed by another request is no error."""

    @abstractmethod
    async def forget(self, *, before: datetime) -> int:
        """Delete the keys whose time had passed by then, and return their number."""
