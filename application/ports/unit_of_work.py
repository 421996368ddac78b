"""Port: a transaction over all repositories; all of it is kept, or nothing."""

from abc import abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from application.ports.api_keys import ApiKeyRepository
from application.ports.corrections import CorrectionRepository
from application.ports.idempotency_keys import IdempotencyKeys
from application.ports.installation import InstallationRepository
from application.ports.jobs import JobRepository
from application.ports.lane_reports import LaneReportRepository
from application.ports.passages import PassageRepository
from application.ports.queue import JobMessage
from application.ports.search_index import SearchIndex
from application.ports.shares import ShareRepository
from application.ports.speaker_edits import SpeakerEditRepository
from application.ports.speakers import SpeakerRepository
from application.ports.uploads import UploadRepository
from application.ports.users import UserRepository
from application.ports.voice_evidence import VoiceEvidenceRepository
from application.ports.webhooks import DeliveryRepository, SecretRepository


class UnitOfWork(Protocol):
    """A transaction. Leaving it without `commit` undoes everything, also queued messages.

    Raises DatabaseUnavailableError if the database does not answer.
    """

    @property
    @abstractmethod
    def jobs(self) -> JobRepository:
        """The jobs in this transaction."""

    @property
    @abstractmethod
    def passages(self) -> PassageRepository:
        """The transcripts in this transaction."""

    @property
    @abstractmethod
    def drafts(self) -> PassageRepository:
        """What was heard live, until the transcripts are complete, in this transaction."""

    @property
    @abstractmethod
    def users(self) -> UserRepository:
        """The users in this transaction."""

    @property
    @abstractmethod
    def idempotency_keys(self) -> IdempotencyKeys:
        """The idempotency keys in this transaction."""

    @property
    @abstractmethod
    def api_keys(self) -> ApiKeyRepository:
        """The API keys in this transaction."""

    @property
    @abstractmethod
    def shares(self) -> ShareRepository:
        """The links to transcripts in this transaction."""

    @property
    @abstractmethod
    def corrections(self) -> CorrectionRepository:
        """The corrections of transcripts in this transaction."""

    @property
    @abstractmethod
    def voice_evidence(self) -> VoiceEvidenceRepository:
        """The evidence of voices in this transaction."""

    @property
    @abstractmethod
    def speakers(self) -> SpeakerRepository:
        """Who speaks when, in this transaction."""

    @property
    @abstractmethod
    def speaker_edits(self) -> SpeakerEditRepository:
        """The edits of speakers in this transaction."""

    @property
    @abstractmethod
    def search(self) -> SearchIndex:
        """The index of what was said, in this transaction."""

    @property
    @abstractmethod
    def deliveries(self) -> DeliveryRepository:
        """The webhook outbox in this transaction."""

    @property
    @abstractmethod
    def webhook_secrets(self) -> SecretRepository:
        """The signing secrets of webhooks in this transaction."""

    @property
    @abstractmethod
    def uploads(self) -> UploadRepository:
        """The resumable uploads in this transaction."""

    @property
    @abstractmethod
    def lane_reports(self) -> LaneReportRepository:
        """What processes reported of their lanes, in this transaction."""

    @property
    @abstractmethod
    def installation(self) -> InstallationRepository:
        """The database's mark in this transaction."""

    @abstractmethod
    async def enqueue(self, message: JobMessage) -> None:
        """Send a message to the workers if, and only if, this transaction is committed.

        Raises QueueFullError, unless the job is `returning`.
        """

    @abstractmethod
    async def commit(self) -> None:
        """Commit the transaction."""

    @abstractmethod
    async def __aenter__(self) -> Self: ...

    @abstractmethod
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


UnitOfWorkFactory = Callable[[], UnitOfWork]
