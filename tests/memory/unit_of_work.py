from types import TracebackType
from typing import Self

from typing_extensions import override

from application.ports.api_keys import ApiKeyRepository
from application.ports.corrections import CorrectionRepository
from application.ports.idempotency_keys import IdempotencyKeys
from application.ports.installation import InstallationRepository
from application.ports.jobs import JobRepository
from application.ports.lane_reports import LaneReportRepository
from application.ports.passages import PassageRepository
from application.ports.queue import JobMessage, JobQueue
from application.ports.search_index import SearchIndex
from application.ports.shares import ShareRepository
from application.ports.speaker_edits import SpeakerEditRepository
from application.ports.speakers import SpeakerRepository
from application.ports.unit_of_work import UnitOfWork
from application.ports.uploads import UploadRepository
from application.ports.users import UserRepository
from application.ports.voice_evidence import VoiceEvidenceRepository
from application.ports.webhooks import DeliveryRepository, SecretRepository
from tests.memory.api_keys import MemoryApiKeyRepository
from tests.memory.corrections import MemoryCorrectionRepository
from tests.memory.database import MemoryDatabase, MemoryTransaction
from tests.memory.idempotency_keys import MemoryIdempotencyKeys
from tests.memory.installation import MemoryInstallationRepository
from tests.memory.jobs import MemoryJobRepository
from tests.memory.lane_reports import MemoryLaneReportRepository
from tests.memory.passages import MemoryPassageRepository
from tests.memory.search_index import MemorySearchIndex
from tests.memory.shares import MemoryShareRepository
from tests.memory.speakers import (
    MemorySpeakerEditRepository,
    MemorySpeakerRepository,
    MemoryVoiceEvidenceRepository,
)
from tests.memory.uploads import MemoryUploadRepository
from tests.memory.users import MemoryUserRepository
from tests.memory.webhooks import MemoryDeliveryRepository, MemorySecretRepository


class MemoryUnitOfWork(UnitOfWork):
    """A transaction on a MemoryDatabase; `committed` tells tests how it ended."""

    def __init__(self, database: MemoryDatabase, queue: JobQueue) -> None:
        self.committed = False
        self._queue = queue
        self._messages: list[JobMessage] = []
        self._transaction = MemoryTransaction(database)
        self._jobs = MemoryJobRepository(self._transaction)
        self._passages = MemoryPassageRepository(self._transaction)
        self._drafts = MemoryPassageRepository(self._transaction, drafts=True)
        self._corrections = MemoryCorrectionRepository(self._transaction)
        self._voice_evidence = MemoryVoiceEvidenceRepository(self._transaction)
        self._speakers = MemorySpeakerRepository(self._transaction)
        self._speaker_edits = MemorySpeakerEditRepository(self._transaction)
        self._search = MemorySearchIndex(self._transaction)
        self._shares = MemoryShareRepository(self._transaction)
        self._uploads = MemoryUploadRepository(self._transaction)
        self._idempotency_keys = MemoryIdempotencyKeys(self._transaction)
        self._users = MemoryUserRepository(self._transaction)
        self._api_keys = MemoryApiKeyRepository(self._transaction)
        self._deliveries = MemoryDeliveryRepository(self._transaction)
        self._installation = MemoryInstallationRepository(self._transaction)
        self._webhook_secrets = MemorySecretRepository(self._transaction)
        self._lane_reports = MemoryLaneReportRepository(self._transaction)

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
        if not message.returning:
            await self._queue.ensure_room()
        self._messages.append(message)

    @override
    async def commit(self) -> None:
        self._transaction.commit()
        self.committed = True
        messages, self._messages = self._messages, []
        for message in messages:
            await self._queue.put(message)

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
        self._transaction.close()
