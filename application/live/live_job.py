"""Join a live session to its job: one connection has it at a time, the newest."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from application.concurrency.conflicts import retry_on_conflict
from application.concurrency.tasks import uninterrupted
from application.jobs.live_leases import NOBODY, LiveLeases
from application.live.kept_sound import KeepSound, KeptSound
from application.ports.ids import IdSource
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.uploads.sound_claim import SoundClaim
from domain.errors.jobs import JobNotFoundError, StaleJobError
from domain.errors.kinds import UnavailableError
from domain.errors.live import RecordingEndedError, RecordingLostError, RecordingTakenOverError
from domain.job import Job, JobId, Live, WorkerName
from domain.live.options import settings_of
from domain.live.settings import LiveSettings
from domain.upload import ResumableUpload
from domain.user import User

LOST: Final = (RecordingLostError, JobNotFoundError)


@dataclass(frozen=True, slots=True)
class Connection(SoundClaim):
    """The connection that has a live job, until another one comes or the recording ends."""

    unit_of_work: UnitOfWorkFactory
    leases: LiveLeases
    job: Job
    holder: WorkerName

    @property
    @override
    def job_id(self) -> JobId:
        return self.job.id

    @override
    async def ensure(self, uow: UnitOfWork) -> None:
        await self._renew(uow, self.holder)

    async def check(self) -> None:
        """Renew the lease; a connection also keeps its recording while nobody speaks.

        Raises RecordingTakenOverError, RecordingEndedError, JobNotFoundError.
        """
        with suppress(UnavailableError):  # the next check still comes in time
            async with self.unit_of_work() as uow:
                await self.ensure(uow)
                job = await uow.jobs.get(self.job.id)
                await uow.commit()
            if job.live is not Live.RECORDING:
                raise RecordingEndedError

    async def release(self) -> None:
        """Leave the recording to whoever comes next, if this connection still has it."""
        with suppress(UnavailableError, *LOST):
            async with self.unit_of_work() as uow:
                await self._renew(uow, NOBODY)
                await uow.commit()

    async def _renew(self, uow: UnitOfWork, holder: WorkerName) -> None:
        try:
            await uow.jobs.renew(self.job, self.leases(holder))
        except StaleJobError as error:
            job = await uow.jobs.get(self.job.id)
            other = job.is_live and job.live is Live.RECORDING
            raise (RecordingTakenOverError if other else RecordingEndedError) from error


@dataclass(frozen=True, slots=True)
class Joined:
    """A connection that has a live job, its sound, and the settings that the job asks for.

    It begins `since_seconds` after the start of the recording.
    """

    connection: Connection
    kept: KeptSound
    settings: LiveSettings
    since_seconds: float


@dataclass(frozen=True, slots=True)
class JoinJob:
    """Give a live job to a new connection.

    An earlier one is fenced off in the same transaction that reads how much sound there is. So a
    client whose line is dead gets in before anybody has noticed that, and goes on at the right
    byte.
    """

    unit_of_work: UnitOfWorkFactory
    ids: IdSource
    keep: KeepSound
    leases: LiveLeases

    @asynccontextmanager
    async def __call__(self, job_id: JobId, *, caller: User) -> AsyncIterator[Joined]:
        """Have the job in this context. Raises JobNotFoundError, RecordingEndedError."""
        connection, upload = await retry_on_conflict(lambda: self._taken_up(job_id, caller))
        kept = self.keep.of_job(connection, upload, caller=caller)
        settings = settings_of(connection.job.model, connection.job.options)
        try:
            yield Joined(connection, kept, settings, kept.seconds)
        finally:
            await uninterrupted(connection.release())

    async def _taken_up(
        self, job_id: JobId, caller: User
    ) -> tuple[Connection, ResumableUpload | None]:
        holder = WorkerName(f"connection {self.ids.new()}")
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.id)
            taken = job.taken_up(self.leases(holder))
            await uow.jobs.replace(job, taken)
            upload = await uow.uploads.of_job(job_id)
            await uow.commit()
        return Connection(self.unit_of_work, self.leases, taken, holder), upload
