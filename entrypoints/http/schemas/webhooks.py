"""Models of webhook secrets and deliveries."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from application.ports.webhooks import DeliveryPage
from application.webhooks.webhook_secret import ShownSecret
from domain.job import JobStatus
from domain.webhooks import Delivery, DeliveryStatus, Outcome
from entrypoints.http.schemas.paging import PageQuery


class DeliveryListQuery(PageQuery):
    """Which deliveries to list."""

    status: DeliveryStatus | None = None


class WebhookSecretAnswer(BaseModel):
    """The secret of signatures; `previous_valid_until` is set for a day after a rotation."""

    secret: str = Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw2ueMCcJ0uIs="])
    created_at: datetime
    previous_valid_until: datetime | None

    @classmethod
    def of(cls, shown: ShownSecret) -> Self:
        """Convert a secret."""
        return cls(
            secret=shown.secret,
            created_at=shown.made_at,
            previous_valid_until=shown.previous_until,
        )


class DeliveryAnswer(BaseModel):
    """A delivery; the receiver gets `id` as `webhook-id`."""

    id: UUID
    type: str = Field(examples=["job.completed"])
    job_id: UUID
    job_status: JobStatus
    url: str
    status: DeliveryStatus
    attempts: int
    occurred_at: datetime
    last_attempt_at: datetime | None
    last_outcome: Outcome | None
    last_http_status: int | None
    next_attempt_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """Convert a delivery."""
        reply = delivery.last_reply
        return cls(
            id=delivery.id,
            type=delivery.event,
            job_id=delivery.job_id,
            job_status=delivery.job_status,
            url=delivery.url,
            status=delivery.status,
            attempts=delivery.attempts,
            occurred_at=delivery.occurred_at,
            last_attempt_at=delivery.attempted_at,
            last_outcome=reply.outcome if reply else None,
            last_http_status=reply.http_status if reply else None,
            next_attempt_at=delivery.due_at,
            ended_at=delivery.ended_at,
        )


class DeliveryListAnswer(BaseModel):
    """A page of deliveries, newest first; `total` counts all."""

    deliveries: list[DeliveryAnswer]
    total: int
    skip: int
    limit: int

    @classmethod
    def of(cls, page: DeliveryPage, query: DeliveryListQuery) -> Self:
        """Convert a page."""
        return cls(
            deliveries=[DeliveryAnswer.of(delivery) for delivery in page.deliveries],
            total=page.total,
            skip=query.skip,
            limit=query.limit,
        )
