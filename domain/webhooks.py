"""Webhook deliveries: what is sent, and when it is tried again."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID, uuid5

from domain.job import Job, JobId, JobStatus
from domain.user import UserId

DeliveryId = NewType("DeliveryId", UUID)

# Pauses in seconds after failed attempts (Standard Webhooks 1.0): two and a half days in all.
PAUSES: Final = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
JITTER: Final = 0.2


class DeliveryStatus(StrEnum):
    """The status of a delivery."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    DISABLED = "disabled"


class Outcome(StrEnum):
    """The result of one attempt."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    GONE = "gone"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    FORBIDDEN_ADDRESS = "forbidden_address"
    NOT_SIGNED = "not_signed"


@dataclass(frozen=True, slots=True)
class Reply:
    """The result of calling the receiver; `http_status` is set if it answered."""

    outcome: Outcome
    http_status: int | None = None

    @classmethod
    def answered(cls, http_status: int) -> "Reply":
        """Judge an answer: 2xx is success, 410 means 'never again', anything else 'try again'."""
        if 200 <= http_status < 300:  # noqa: PLR2004
            return cls(Outcome.ACCEPTED, http_status)
        gone = http_status == 410  # noqa: PLR2004
        return cls(Outcome.GONE if gone else Outcome.REFUSED, http_status)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The webhook for one end of one job, to the address that the job names.

    `attempts` counts the claims and never goes back: late writes of an earlier claim are refused.
    `spent` is how many of them count against the schedule. `due_at` is when the delivery is to be
    claimed next or, while it is claimed, when that claim expires.
    """

    id: DeliveryId
    owner: UserId
    job_id: JobId
    url: str
    job_status: JobStatus
    occurred_at: datetime
    status: DeliveryStatus = DeliveryStatus.PENDING
    attempts: int = 0
    spent: int = 0
    due_at: datetime | None = None
    attempted_at: datetime | None = None
    last_reply: Reply | None = None
    ended_at: datetime | None = None

    @property
    def event(self) -> str:
        """The name of the event for the receiver."""
        return f"job.{self.job_status}"

    @property
    def body(self) -> bytes:
        """The body to send, the same bytes in every attempt."""
        told = {
            "type": self.event,
            "timestamp": self.occurred_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "data": {"job_id": str(self.job_id), "status": self.job_status},
        }
        return json.dumps(told, separators=(",", ":")).encode()

    def claimed(self, *, at: datetime, until: datetime) -> "Delivery":
        """Claim the delivery for an attempt until then."""
        return replace(
            self, attempts=self.attempts + 1, spent=self.spent + 1, due_at=until, attempted_at=at
        )

    def settled(self, reply: Reply, *, at: datetime) -> "Delivery":
        """Store the result of the attempt, and schedule the next one if there is one."""
        status = self._status_after(reply)
        if status is DeliveryStatus.PENDING:
            return replace(self, last_reply=reply, due_at=at + self._pause())
        return replace(self, last_reply=reply, status=status, due_at=None, ended_at=at)

    def resent(self, *, at: datetime) -> "Delivery":
        """Send the webhook again now, on a user's request, with a fresh schedule."""
        return replace(self, status=DeliveryStatus.PENDING, spent=0, due_at=at, ended_at=None)

    def _status_after(self, reply: Reply) -> DeliveryStatus:
        if reply.outcome is Outcome.ACCEPTED:
            return DeliveryStatus.DELIVERED
        if reply.outcome is Outcome.GONE:
            return DeliveryStatus.DISABLED
        spent = self.spent > len(PAUSES)
        return DeliveryStatus.FAILED if spent else DeliveryStatus.PENDING

    def _pause(self) -> timedelta:
        """Spread the retries of deliveries that failed together; the id serves as randomness."""
        chance = uuid5(self.id, str(self.attempts)).bytes[0] / 255
        return timedelta(seconds=PAUSES[self.spent - 1] * (1 + JITTER * chance))


def news_of_end(before: Job | None, after: Job) -> Delivery | None:
    """Make the delivery if this change ends the job and the job has a webhook.

    The same end always gives the same delivery, including its id.
    """
    has_ended = after.status.ended and (before is None or not before.status.ended)
    if not has_ended or after.webhook_url is None or after.completed_at is None:
        return None
    return Delivery(
        id=DeliveryId(uuid5(after.id, f"{after.status} {after.completed_at.isoformat()}")),
        owner=after.owner,
        job_id=after.id,
        url=after.webhook_url,
        job_status=after.status,
        occurred_at=after.completed_at,
        # The end was timed by a worker's clock; the delivery must not wait if that clock is ahead.
        due_at=min(after.created_at, after.completed_at),
    )
