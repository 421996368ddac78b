"""Rows of webhooks to entities and back."""

from datetime import datetime

from adapters.sql.webhook_tables import DeliveryRow, SecretRow
from domain.job import JobId, JobStatus
from domain.user import UserId
from domain.webhook_secrets import RetiredSecret, SecretRing
from domain.webhooks import Delivery, DeliveryId, DeliveryStatus, Outcome, Reply


def delivery_to_row(delivery: Delivery) -> DeliveryRow:
    """Turn a delivery into its row."""
    reply = delivery.last_reply
    return DeliveryRow(
        id=delivery.id,
        owner=delivery.owner,
        job_id=delivery.job_id,
        url=delivery.url,
        job_status=delivery.job_status.value,
        occurred_at=delivery.occurred_at,
        status=delivery.status.value,
        attempts=delivery.attempts,
        spent=delivery.spent,
        due_at=delivery.due_at,
        attempted_at=delivery.attempted_at,
        last_outcome=reply.outcome.value if reply else None,
        last_http_status=reply.http_status if reply else None,
        ended_at=delivery.ended_at,
    )


def delivery_from_row(row: DeliveryRow) -> Delivery:
    """Read a delivery from its row."""
    return Delivery(
        id=DeliveryId(row.id),
        owner=UserId(row.owner),
        job_id=JobId(row.job_id),
        url=row.url,
        job_status=JobStatus(row.job_status),
        occurred_at=row.occurred_at,
        status=DeliveryStatus(row.status),
        attempts=row.attempts,
        spent=row.spent,
        due_at=row.due_at,
        attempted_at=row.attempted_at,
        last_reply=(
            Reply(Outcome(row.last_outcome), row.last_http_status) if row.last_outcome else None
        ),
        ended_at=row.ended_at,
    )


def ring_to_row(ring: SecretRing) -> SecretRow:
    """Turn a user's secrets into their row."""
    return SecretRow(
        owner=ring.owner,
        sealed=ring.sealed,
        made_at=ring.made_at,
        retired=[{"sealed": old.sealed, "until": old.until.isoformat()} for old in ring.retired],
    )


def ring_from_row(row: SecretRow) -> SecretRing:
    """Read a user's secrets from their row."""
    return SecretRing(
        owner=UserId(row.owner),
        sealed=row.sealed,
        made_at=row.made_at,
        retired=tuple(
            RetiredSecret(old["sealed"], datetime.fromisoformat(old["until"]))
            for old in row.retired
        ),
    )
