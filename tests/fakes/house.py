"""Everything a use case needs, in memory."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from adapters.caching.job_cache import CodedJobCache
from adapters.memory.cache import MemoryCache
from adapters.storage.obstore_blobs import ObstoreBlobStore
from adapters.system.ids import RandomIds
from application.jobs.cancel_job import CancelJob
from application.jobs.end_recording import EndRecording
from application.jobs.fail_job import FailJob
from application.jobs.isolation import Isolation
from application.jobs.lease_policy import LeasePolicy
from application.jobs.live_leases import LiveLeases
from application.jobs.transcribe_job import TranscribeJob
from application.limits.quotas import Admission
from application.ports.installation import DatabaseMark, InstallationId
from application.ports.queue import JobMessage
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.upkeep.take_back_job import TakeBackJob
from application.uploads.receive_upload import ReceiveUpload
from domain.events import JobEvent, SegmentsTranscribed
from domain.job import Job, WorkerName
from domain.options import ModelName
from domain.transcript import Passage
from domain.user import User
from tests.fakes.outage import BrittleUnitOfWork, Outage
from tests.fakes.transcriber import ScriptedTranscriber
from tests.memory.clock import MemoryClock
from tests.memory.database import MemoryDatabase
from tests.memory.diarizer import MemoryDiarizer
from tests.memory.events import MemoryEvents
from tests.memory.ids import SequentialIds
from tests.memory.installation import ONLY, MemoryStorageMark
from tests.memory.models import MemoryModelCatalog
from tests.memory.queue import MemoryJobQueue
from tests.memory.repairs import MemoryRepairs
from tests.samples import a_job, a_recording, a_user

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TURNS = 25  # of the event loop: more than any chain of tasks here is long


class House:
    """The service's parts for one test."""

    def __init__(self) -> None:
        self.clock = MemoryClock()
        self.outage = Outage(self.clock)
        self.database = MemoryDatabase()
        self.queue = MemoryJobQueue()
        self.open_process()
        self.repairs = MemoryRepairs()
        self.events = MemoryEvents()
        self.ids = SequentialIds()
        self.blobs = ObstoreBlobStore.from_url("memory://")
        self.cache = MemoryCache(self.clock, capacity_bytes=1_000_000)
        self.ada = a_user("ada")
        mark = InstallationId(UUID(int=1))
        self.storage_mark = MemoryStorageMark(mark)
        self.database.records.installation[ONLY] = DatabaseMark(mark, EPOCH, stored=True)
        self.transcriber = ScriptedTranscriber("one", "two", "three", "four")
        self.diarizer = MemoryDiarizer({}, is_available=False)

    def units(self) -> UnitOfWork:
        return BrittleUnitOfWork(self.database, self.queue, self.outage)

    def open_process(self) -> None:
        """Begin anew, as a process does in which nothing runs yet."""
        self.queue.resume()
        self.isolation = Isolation(self.queue, self.clock)

    def transcribe_job(self, worker: str = "first", **policy: Any) -> TranscribeJob:
        return TranscribeJob(
            self.units,
            self.transcriber,
            self.diarizer,
            self.events,
            self.clock,
            WorkerName(worker),
            self.isolation,
            LeasePolicy(**policy),
            self.repairs,
        )

    def take_back_job(self, max_attempts: int = 3) -> TakeBackJob:
        return TakeBackJob(self.units, self.events, self.clock, max_attempts)

    def fail_job(self) -> FailJob:
        return FailJob(self.units, self.events, self.clock)

    def job_cache(self) -> CodedJobCache:
        return CodedJobCache(self.cache, ttl_seconds=300)

    def admission(self) -> Admission:
        return Admission(self.units, self.queue, MemoryModelCatalog(ModelName("digits")))

    def cancel_job(self, units: UnitOfWorkFactory | None = None) -> CancelJob:
        return CancelJob(
            units or self.units, self.queue, self.events, self.clock, self.end_recording()
        )

    def end_recording(self) -> EndRecording:
        receive = ReceiveUpload(self.blobs, RandomIds(), 2**20)
        leases = LiveLeases(self.clock)
        return EndRecording(self.units, self.blobs, receive, self.events, leases)

    async def add(self, job: Job | None = None, *passages: Passage) -> Job:
        """Store a job, Ada's and queued unless another is given."""
        job = job or a_job(owner=self.ada.id, recording=a_recording(seconds=4.0))
        async with self.units() as uow:
            await uow.jobs.add(job)
            for passage in passages:
                await uow.passages.append(job.id, passage)
            await uow.enqueue(JobMessage.of(job))
            await uow.commit()
        return job

    async def add_user(self, user: User) -> User:
        async with self.units() as uow:
            await uow.users.add(user)
            await uow.commit()
        return user

    def stored(self, job: Job) -> Job:
        return self.database.records.jobs[job.id]

    def words(self, job: Job) -> str:
        return "".join(passage.text for passage in self.database.records.passages.get(job.id, ()))

    @property
    def told(self) -> list[type[JobEvent]]:
        """What happened, but for the segments."""
        return [type(e) for e in self.events.published if not isinstance(e, SegmentsTranscribed)]

    async def begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Start a task and let it come as far as it can without time passing."""
        task = asyncio.create_task(work)
        await settle()
        return task

    async def pass_time(self, seconds: float, task: "asyncio.Task[None] | None" = None) -> None:
        """Let so many seconds pass, from one who wakes to the next, or fewer if the task ends."""
        until = self.clock.now() + timedelta(seconds=seconds)
        await settle()
        while self.clock.now() < until and not (task and task.done()):
            due = min([until, *(due for due, _ in self.clock._sleepers)])
            await self.clock.advance((due - self.clock.now()).total_seconds())
            await settle()

    async def finish(self, task: "asyncio.Task[None]", within: int = 600) -> None:
        """Let time pass until the task has ended."""
        await self.pass_time(within, task)
        assert task.done(), f"It still runs after {within} s."
        await task


async def settle() -> None:
    """Let every task come as far as it can."""
    for _ in range(TURNS):
        await asyncio.sleep(0)
