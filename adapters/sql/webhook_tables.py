"""The tables of webhooks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlmodel import Field

from adapters.sql.plain_text import PlainText
from adapters.sql.tables import Table


class DeliveryRow(Table, table=True):
    """A delivery: part of the outbox while it is pending, of the log afterwards.

    It refers to its job by id only, since it outlives the job.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index("ix_webhook_deliveries_status_due_at", "status", "due_at"),
        Index("ix_webhook_deliveries_owner_occurred_at", "owner", "occurred_at", "id"),
        Index("ix_webhook_deliveries_ended_at", "ended_at"),
    )

    id: UUID = Field(primary_key=True)
    owner: UUID
    job_id: UUID
    url: str = Field(sa_type=PlainText)
    job_status: str
    occurred_at: datetime
    status: str
    attempts: int
    spent: int
    due_at: datetime | None
    attempted_at: datetime | None
    last_outcome: str | None
    last_http_status: int | None
    ended_at: datetime | None


class SecretRow(Table, table=True):
    """A user's webhook secrets, all encrypted."""

    __tablename__ = "webhook_secrets"

    owner: UUID = Field(primary_key=True)
    sealed: str
    made_at: datetime
    retired: list[dict[str, Any]] = Field(sa_type=JSON)
