"""The tables of uploads."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from adapters.sql.plain_text import PlainText
from adapters.sql.tables import Table


class UploadRow(Table, table=True):
    """An upload; `received` bytes have arrived. `writer` may write to it until `writer_until`.

    `job_id` is the live job whose sound it is.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        Index("ix_uploads_owner", "owner"),
        Index("ix_uploads_job_id", "job_id"),
    )

    id: UUID = Field(primary_key=True)
    owner: UUID
    filename: str = Field(sa_type=PlainText)
    sender_metadata: str = Field(sa_type=PlainText)
    length: int = Field(sa_type=BigInteger)
    received: int = Field(sa_type=BigInteger)
    created_at: datetime
    expires_at: datetime = Field(index=True)
    writer: UUID | None = None
    writer_until: datetime | None = None
    job_id: UUID | None = None


class UploadPartRow(Table, table=True):
    """Bytes of an upload, from `start` on."""

    __tablename__ = "upload_parts"

    upload_id: UUID = Field(primary_key=True, foreign_key="uploads.id", ondelete="CASCADE")
    start: int = Field(primary_key=True, sa_type=BigInteger)
    size: int = Field(sa_type=BigInteger)
    blob_key: str = Field(sa_type=PlainText, index=True)
