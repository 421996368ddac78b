"""Check a new job against the limits of its owner and of the queue."""

from dataclasses import dataclass, field
from math import ceil
from typing import Final

from application.forecasts.own_turns import until_begun, until_one_ends, workers
from application.limits.option_limits import OptionLimits
from application.limits.storage_quota import StorageQuota
from application.ports.jobs import JobRepository, OwnerLoad
from application.ports.models import ModelCatalog
from application.ports.queue import JobMessage, JobQueue
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from domain.errors.capacity import QueueFullError, QuotaExceededError
from domain.job import Job, JobStatus
from domain.options import ModelName, Priority
from domain.user import User, UserId

UNMEASURED_SECONDS: Final = 30
LONGEST_SECONDS: Final = 3_600


@dataclass(frozen=True, slots=True)
class Quotas:
    """The limits of each owner; None means no limit.

    `jobs` and `high_priority_jobs` count queued and running jobs; `audio_seconds` counts what
    queued ones ask for of their audio.
    """

    jobs: int | None = None
    audio_seconds: float | None = None
    high_priority_jobs: int | None = None

    @property
    def concern_all(self) -> bool:
        """Say whether a limit applies to every job."""
        return self.jobs is not None or self.audio_seconds is not None

    def concern(self, job: Job) -> bool:
        """Say whether a limit applies to this job."""
        is_urgent = job.options.priority is Priority.HIGH
        return self.concern_all or (self.high_priority_jobs is not None and is_urgent)


@dataclass(frozen=True, slots=True)
class Admission:
    """Refuse a job whose owner is at a limit, or any job while the queue is full.

    The seconds to wait are estimated from the speed of the model and the work that comes first: for
    an owner until one of their jobs ends or starts, for all until the queue has room.
    """

    unit_of_work: UnitOfWorkFactory
    queue: JobQueue
    models: ModelCatalog
    quotas: Quotas = Quotas()
    storage: StorageQuota = field(default_factory=StorageQuota)
    options: OptionLimits = field(default_factory=OptionLimits)

    async def ensure_room(self, caller: User) -> None:
        """Check before gigabytes are uploaded.

        Raises QuotaExceededError, StorageQuotaError, QueueFullError.
        """
        async with self.unit_of_work() as uow:
            await self.storage.ensure_within(uow, caller)
            if self.quotas.concern_all:
                load = await uow.jobs.load_of(caller.id)
                await self._ensure(load.with_one_more(), uow.jobs, caller.id)
            try:
                await self.queue.ensure_room()
            except QueueFullError as error:
                raise await queue_full(uow.jobs, self.models.default) from error

    async def ensure_within(self, uow: UnitOfWork, job: Job) -> None:
        """Raise QuotaExceededError if the job, added in this transaction, exceeds a limit."""
        if self.quotas.concern(job):
            load = await uow.jobs.load_of(job.owner)
            await self._ensure_few_urgent(load, uow.jobs, job)
            await self._ensure(load, uow.jobs, job.owner, job)

    async def _ensure_few_urgent(self, load: OwnerLoad, jobs: JobRepository, job: Job) -> None:
        allowed, urgent = self.quotas.high_priority_jobs, load.high_priority_jobs
        if job.options.priority is Priority.HIGH and allowed is not None and urgent > allowed:
            raise QuotaExceededError(
                f"Jobs of yours at high priority that have not ended: {urgent - 1}; allowed: "
                f"{allowed}. Wait for one to be done, or choose a lower priority.",
                _rounded(await until_one_ends(jobs, job.owner, newcomer=job)),
            )

    async def _ensure(
        self, load: OwnerLoad, jobs: JobRepository, owner: UserId, job: Job | None = None
    ) -> None:
        allowed, longest = self.quotas.jobs, self.quotas.audio_seconds
        if allowed is not None and load.jobs > allowed:
            raise QuotaExceededError(
                f"Jobs of yours that have not ended: {load.jobs - 1}; allowed: {allowed}. Wait for "
                "one to be done, or cancel one.",
                _rounded(await until_one_ends(jobs, owner, newcomer=job)),
            )
        if longest is not None and load.queued_audio_seconds > longest:
            _ensure_not_hopeless(job, longest)
            too_much = load.queued_audio_seconds - longest
            raise QuotaExceededError(
                f"With this recording {load.queued_audio_seconds:.0f} s of yours would wait, and "
                f"{longest:.0f} s may. Let others be done first, or cancel them.",
                _rounded(await until_begun(jobs, owner, too_much, newcomer=job)),
            )


def _ensure_not_hopeless(job: Job | None, longest: float) -> None:
    """Raise QuotaExceededError for a recording that is longer than the limit itself."""
    length = (job.asked_seconds or 0.0) if job else 0.0
    if length > longest:
        raise QuotaExceededError(
            f"What you ask for of this recording, {length:.0f} s, is longer than the "
            f"{longest:.0f} s of yours that may wait here. Split it.",
            LONGEST_SECONDS,
        )


async def enqueue(uow: UnitOfWork, job: Job) -> None:
    """Queue a job in its transaction. Raises QueueFullError with the seconds to wait."""
    try:
        await uow.enqueue(JobMessage.of(job))
    except QueueFullError as error:
        raise await queue_full(uow.jobs, job.model) from error


async def queue_full(jobs: JobRepository, model: ModelName) -> QueueFullError:
    """Estimate when the queue has room: when each worker has done one average job."""
    backlog = await jobs.backlog()
    queued = max(1, backlog.jobs[JobStatus.QUEUED])
    each = backlog.queued_audio_seconds / queued
    factor = await jobs.real_time_factor(model)
    seconds = None if factor is None else factor * each / workers(backlog)
    return QueueFullError(_rounded(seconds))


def _rounded(estimate: float | None) -> int:
    """Round to whole seconds within bounds; a default if nothing has been measured yet."""
    if estimate is None:
        return UNMEASURED_SECONDS
    return min(LONGEST_SECONDS, max(1, ceil(estimate)))
