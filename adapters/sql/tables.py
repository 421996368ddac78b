"""The database tables. Rows are not entities: mapping.py converts between them.

Every text that comes from outside is PlainText; every time is stored in UTC, with its zone where
the database knows zones (SQLModel's UTCDateTime, which `datetime` fields get by themselves).
"""

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, MetaData, false, text
from sqlmodel import Field, SQLModel

from adapters.sql.plain_text import PlainText

# Every constraint has a name, so that a later migration can change it, also on SQLite.
NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_NULL_IF_NONE: Final[Any] = JSON(none_as_null=True)
WAITS_FOR_SEARCH: Final = "status = 'completed' AND NOT searchable"


class Table(SQLModel):
    """The base of all rows, with our own metadata and not SQLModel's global one."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


class JobRow(Table, table=True):
    """A job.

    `priority_rank` repeats a value of `options`, so that the queue can be sorted by it, and
    `asked_seconds` how much of the recording these ask for, so that it can be summed up;
    `filename_folded` repeats the file name in lower case, since SQLite folds ASCII only. None of
    the columns that a lease renewal changes each time is indexed, so renewing stays cheap.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_owner_created_at", "owner", "created_at", "id"),  # read in reverse order
        # What jobs are counted by. The language changes once or twice in a job's life.
        Index("ix_jobs_owner_language_model", "owner", "detected_language", "model"),
        Index("ix_jobs_owner_status_created_at", "owner", "status", "created_at", "id"),
        Index("ix_jobs_status_created_at", "status", "created_at", "id"),
        Index("ix_jobs_model_completed_at", "model", "completed_at"),
        Index("ix_jobs_status_completed_at", "status", "completed_at"),
        Index("ix_jobs_blob_key", "blob_key"),
        # The order of waiting jobs, with the columns that are summed over them.
        Index(
            "ix_jobs_turns",
            "priority_rank",
            "created_at",
            "id",
            postgresql_include=["asked_seconds", "duration_seconds"],
            postgresql_where=text("status = 'queued'"),
            sqlite_where=text("status = 'queued'"),
        ),
        # That of earlier versions, which may still run.
        Index(
            "ix_jobs_line",
            "priority_rank",
            "created_at",
            "id",
            postgresql_include=["duration_seconds"],
            postgresql_where=text("status = 'queued'"),
            sqlite_where=text("status = 'queued'"),
        ),
        Index("ix_jobs_owner_result_fingerprint", "owner", "result_fingerprint"),
        # The completed jobs that search does not know yet: few, once all old ones are indexed.
        Index(
            "ix_jobs_waiting_for_search",
            "completed_at",
            "owner",
            postgresql_where=text(WAITS_FOR_SEARCH),
            sqlite_where=text(WAITS_FOR_SEARCH),
        ),
    )

    id: UUID = Field(primary_key=True)
    owner: UUID
    blob_key: str = Field(sa_type=PlainText)
    filename: str = Field(sa_type=PlainText)
    filename_folded: str = Field(sa_type=PlainText)
    size_bytes: int = Field(sa_type=BigInteger)
    sha256: str
    duration_seconds: float | None
    model: str = Field(sa_type=PlainText)
    options: dict[str, Any] = Field(sa_type=JSON)
    priority_rank: int
    created_at: datetime
    status: str
    attempt: int
    attempts_forgiven: int
    crashes: int
    suspected: bool
    worker: str | None = Field(sa_type=PlainText)
    lease_until: datetime | None
    progress: float
    detected_language: str | None
    detected_probability: float | None
    started_at: datetime | None
    completed_at: datetime | None
    failure_code: str | None
    failure_message: str | None = Field(sa_type=PlainText)
    caveats: list[dict[str, Any]] = Field(sa_type=JSON)
    model_revision: str | None = Field(sa_type=PlainText)
    result_fingerprint: str | None
    reused_from: UUID | None
    webhook_url: str | None = Field(sa_type=PlainText)
    languages: list[dict[str, Any]] | None = Field(sa_type=JSON)  # None: of an older version
    preparing: float | None  # the ready share of the model, while it is loaded
    listened: float | None  # the share of the recording whose voices were heard
    speakers: list[dict[str, Any]] | None = Field(sa_type=JSON)  # None: of an older version
    title: str | None = Field(default=None, sa_type=PlainText)
    title_folded: str | None = Field(default=None, sa_type=PlainText)
    tags: list[str] | None = Field(default=None, sa_type=JSON)  # None: of an older version
    notes: str = Field(default="", sa_type=PlainText, sa_column_kwargs={"server_default": ""})
    live: str | None = None  # how far the live session is that it comes from
    searchable: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    asked_seconds: float | None = None  # of an older version: None, and the whole recording counts


class PassageColumns(Table):
    """A passage: the `sequence`-th of its job, from 1.

    `text` repeats the text of the segments, so that a transcript is read without parsing them.
    `gaps` and `cuts` are null if there are none, so that those of a long transcript are found
    without reading the other rows.
    """

    job_id: UUID = Field(primary_key=True, foreign_key="jobs.id", ondelete="CASCADE")
    sequence: int = Field(primary_key=True)
    position: float
    text: str = Field(sa_type=PlainText)
    segments: list[dict[str, Any]] = Field(sa_type=JSON)
    gaps: list[dict[str, Any]] | None = Field(default=None, sa_type=_NULL_IF_NONE)
    cuts: list[dict[str, Any]] | None = Field(default=None, sa_type=_NULL_IF_NONE)


class PassageRow(PassageColumns, table=True):
    """A passage of a transcript."""

    __tablename__ = "passages"


class DraftRow(PassageColumns, table=True):
    """A passage that was heard live, until the transcript replaces it."""

    __tablename__ = "drafts"


class UserRow(Table, table=True):
    """A user."""

    __tablename__ = "users"

    id: UUID = Field(primary_key=True)
    username: str = Field(sa_type=PlainText, unique=True)
    password_hash: str = Field(sa_type=PlainText)
    role: str
    created_at: datetime
    disabled: bool
    token_generation: int


class IdentityRow(Table, table=True):
    """A person whom an identity provider knows, and the user they are here."""

    __tablename__ = "identities"

    issuer: str = Field(primary_key=True, sa_type=PlainText)
    subject: str = Field(primary_key=True, sa_type=PlainText)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE", index=True)


class KnownAddressRow(Table, table=True):
    """The hash of an address from which a user logged in, and when it was last noted."""

    __tablename__ = "known_addresses"

    user_id: UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    digest: str = Field(primary_key=True)
    at: datetime


class ApiKeyRow(Table, table=True):
    """An API key; `digest` is the hash of its secret."""

    __tablename__ = "api_keys"
    __table_args__ = (Index("ix_api_keys_owner_created_at", "owner", "created_at", "id"),)

    id: UUID = Field(primary_key=True)
    owner: UUID = Field(foreign_key="users.id", ondelete="CASCADE")
    name: str = Field(sa_type=PlainText)
    prefix: str
    digest: str = Field(unique=True)
    scopes: list[str] = Field(sa_type=JSON)
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class RevokedTokenRow(Table, table=True):
    """A revoked token; the row may be deleted after `until`."""

    __tablename__ = "revoked_tokens"

    token_id: str = Field(primary_key=True, sa_type=PlainText)
    until: datetime = Field(index=True)


class InstallationRow(Table, table=True):
    """The mark that the database shares with its storage: one row or none."""

    __tablename__ = "installation"

    only: int = Field(primary_key=True)  # 1
    id: UUID
    since: datetime
    stored: bool
