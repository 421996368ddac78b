import asyncio
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Final
from uuid import UUID

from application.ports.diarizer import Listened
from application.ports.idempotency_keys import AnsweredRequest
from application.ports.installation import DatabaseMark
from application.ports.lane_reports import LaneReport
from application.ports.search_index import SearchDocument
from domain.api_key import ApiKey, ApiKeyId
from domain.correction import Correction
from domain.errors.capacity import DatabaseUnavailableError
from domain.identity import Identity
from domain.job import Job, JobId, WorkerName
from domain.share import Share, ShareId
from domain.speaker_assignment import Parts
from domain.speaker_edits import Move, SpeakerEdits
from domain.speakers import SpeakerTurn
from domain.transcript import Passage
from domain.upload import ResumableUpload, UploadId, UploadPart
from domain.user import User, UserId
from domain.webhook_secrets import SecretRing
from domain.webhooks import Delivery, DeliveryId

WRITE_LOCK_SECONDS: Final = 5.0  # as long as the SQLite adapter waits


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """An Idempotency-Key that is held, or was answered; it is free from `until` on."""

    token: UUID
    until: datetime
    answered: AnsweredRequest | None = None


KeyRecords = dict[tuple[UserId, str], KeyRecord]


@dataclass(frozen=True, slots=True)
class UploadRecord:
    """An upload, its parts, and who may add to it until when."""

    upload: ResumableUpload
    parts: tuple[UploadPart, ...] = ()
    writer: UUID | None = None
    until: datetime | None = None

    def is_held(self, now: datetime) -> bool:
        """Somebody adds to it."""
        return self.writer is not None and self.until is not None and self.until > now


@dataclass(slots=True)
class Records:
    """Everything that is kept. The values never change, so a copy of the maps is a snapshot."""

    jobs: dict[JobId, Job] = field(default_factory=dict)
    passages: dict[JobId, tuple[Passage, ...]] = field(default_factory=dict)
    drafts: dict[JobId, tuple[Passage, ...]] = field(default_factory=dict)
    corrections: dict[tuple[JobId, int], Correction] = field(default_factory=dict)
    voice_evidence: dict[JobId, tuple[Listened, ...]] = field(default_factory=dict)
    speakers: dict[JobId, tuple[tuple[SpeakerTurn, ...], tuple[Parts, ...]]] = field(
        default_factory=dict
    )
    speaker_edits: dict[JobId, SpeakerEdits] = field(default_factory=dict)
    speaker_moves: dict[tuple[JobId, int], Move] = field(default_factory=dict)
    searchable: dict[JobId, tuple[SearchDocument, ...]] = field(default_factory=dict)
    users: dict[UserId, User] = field(default_factory=dict)
    revoked_tokens: dict[str, datetime] = field(default_factory=dict)
    identities: dict[Identity, UserId] = field(default_factory=dict)
    known_addresses: dict[tuple[UserId, str], datetime] = field(default_factory=dict)
    api_keys: dict[ApiKeyId, ApiKey] = field(default_factory=dict)
    shares: dict[ShareId, Share] = field(default_factory=dict)
    uploads: dict[UploadId, UploadRecord] = field(default_factory=dict)
    idempotency_keys: KeyRecords = field(default_factory=dict)
    deliveries: dict[DeliveryId, Delivery] = field(default_factory=dict)
    webhook_secrets: dict[UserId, SecretRing] = field(default_factory=dict)
    lane_reports: dict[WorkerName, LaneReport] = field(default_factory=dict)
    installation: dict[int, DatabaseMark] = field(default_factory=dict)

    def copy(self) -> "Records":
        """Make a draft that can be changed apart."""
        return Records(**{kept.name: getattr(self, kept.name).copy() for kept in fields(self)})


class MemoryDatabase:
    """What is committed, shared by the units of work; one of them writes at a time."""

    def __init__(self) -> None:
        self.records = Records()
        self.writing = asyncio.Lock()
        self.commits = 0
        self.write_lock_seconds = WRITE_LOCK_SECONDS


class MemoryTransaction:
    """Sees what is committed until its first write, and from then on its own draft.

    The same as a SQL transaction here: reads take no lock, and writers wait for each other, so
    that a conditional write is decided once.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._draft: Records | None = None

    @property
    def seen(self) -> Records:
        """The records to read from."""
        return self._draft or self._database.records

    async def draft(self) -> Records:
        """Give the records to write to. Raises DatabaseUnavailableError if another never ends."""
        if self._draft is None:
            try:
                async with asyncio.timeout(self._database.write_lock_seconds):
                    await self._database.writing.acquire()
            except TimeoutError as error:
                raise DatabaseUnavailableError from error
            self._draft = self._database.records.copy()
        return self._draft

    def commit(self) -> None:
        """Let everybody see the draft."""
        self._database.commits += 1
        if self._draft is not None:
            self._database.records = self._draft
        self.close()

    def close(self) -> None:
        """Drop what was not committed and let others write."""
        if self._draft is not None:
            self._draft = None
            self._database.writing.release()
