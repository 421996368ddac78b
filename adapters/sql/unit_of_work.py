from types import TracebackType
from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from adapters.sql.api_keys import SqlApiKeyRepository
from adapters.sql.corrections import SqlCorrectionRepository
from adapters.sql.delivery import MessageDelivery
from adapters.sql.idempotency_keys import SqlIdempotencyKeys
from adapters.sql.installation import SqlInstallationRepository
from adapters.sql.jobs import SqlJobRepository
from adapters.sql.lane_reports import SqlLaneReportRepository
from adapters.sql.passages import SqlPassageRepository
from adapters.sql.search_index import SqlSearchIndex
from adapters.sql.shares import SqlShareRepository
from adapters.sql.speaker_edits import SqlSpeakerEditRepository
from adapters.sql.speakers import SqlSpeakerRepository
from adapters.sql.tables import DraftRow
from adapters.sql.transaction import Transaction
from adapters.sql.uploads import SqlUploadRepository
from adapters.sql.users import SqlUserRepository
from adapters.sql.voice_evidence import SqlVoiceEvidenceRepository
from adapters.sql.webhook_secrets import SqlSecretRepository
from adapters.sql.webhooks import SqlDeliveryRepository
from application.ports.api_keys import ApiKeyRepository
from application.ports.clock import Clock
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
from application.ports.unit_of_work import UnitOfWork
from application.ports.uploads import UploadRepository
from application.ports.users import UserRepository
from application.ports.voice_evidence import VoiceEvidenceRepository
from application.ports.webhooks import DeliveryRepository, SecretRepository


class SqlUnitOfWork(UnitOfWork):
    """A database transaction, used once: `async with SqlUnitOfWork(...) as uow`."""

    def __init__(
        self,
        engine: AsyncEngine,
        delivery: MessageDelivery,
        clock: Clock,
        *,
        keep_voice_evidence: bool = False,
    ) -> None:
        self._transaction = Transaction(engine)
        self._delivery = delivery
        self._messages: list[JobMessage] = []
        self._jobs = SqlJobRepository(self._transaction, keep_voice_evidence=keep_voice_evidence)
        self._passages = SqlPassageRepository(self._transaction)
        self._drafts = SqlPassageRepository(self._transaction, DraftRow)
        self._corrections = SqlCorrectionRepository(self._transaction)
        self._voice_evidence = SqlVoiceEvidenceRepository(self._transaction)
        self._speakers = SqlSpeakerRepository(self._transaction)
        self._speaker_edits = SqlSpeakerEditRepository(self._transaction)
        self._search = SqlSearchIndex(self._transaction)
        self._shares = SqlShareRepository(self._transaction)
        self._uploads = SqlUploadRepository(self._transaction)
        self._idempotency_keys = SqlIdempotencyKeys(self._transaction)
        self._users = SqlUserRepository(self._transaction, clock)
        self._api_keys = SqlApiKeyRepository(self._transaction)
        self._deliveries = SqlDeliveryRepository(self._transaction)
        self._installation = SqlInstallationRepository(self._transaction)
        self._webhook_secrets = SqlSecretRepository(self._transaction)
        self._lane_reports = SqlLaneReportRepository(self._transaction)

    @property
    @override
    def jobs(self) -> JobRepository:
        return self._jobs

    @property
    @override
    def passages(self) -> PassageRepository:
        return self._passages

    @property
    @override
    def drafts(self) -> PassageRepository:
        return self._drafts

    @property
    @override
    def users(self) -> UserRepository:
        return self._users

    @property
    @override
    def idempotency_keys(self) -> IdempotencyKeys:
        return self._idempotency_keys

    @property
    @override
    def api_keys(self) -> ApiKeyRepository:
        return self._api_keys

    @property
    @override
    def shares(self) -> ShareRepository:
        return self._shares

    @property
    @override
    def corrections(self) -> CorrectionRepository:
        return self._corrections

    @property
    @override
    def voice_evidence(self) -> VoiceEvidenceRepository:
        return self._voice_evidence

    @property
    @override
    def speakers(self) -> SpeakerRepository:
        return self._speakers

    @property
    @override
    def speaker_edits(self) -> SpeakerEditRepository:
        return self._speaker_edits

    @property
    @override
    def search(self) -> SearchIndex:
        return self._search

    @property
    @override
    def deliveries(self) -> DeliveryRepository:
        return self._deliveries

    @property
    @override
    def webhook_secrets(self) -> SecretRepository:
        return self._webhook_secrets

    @property
    @override
    def uploads(self) -> UploadRepository:
        return self._uploads

    @property
    @override
    def lane_reports(self) -> LaneReportRepository:
        return self._lane_reports

    @property
    @override
    def installation(self) -> InstallationRepository:
        return self._installation

    @override
    async def enqueue(self, message: JobMessage) -> None:
        async with self._transaction.answered():
            await self._delivery.stage(message, await self._transaction.connection_for_writing())
        self._messages.append(message)

    @override
    async def commit(self) -> None:
        await self._transaction.commit()
        messages, self._messages = self._messages, []
        await self._delivery.committed(messages)

    @override
    async def __aenter__(self) -> Self:
        return self

    @override
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._messages = []
        await self._transaction.close()
