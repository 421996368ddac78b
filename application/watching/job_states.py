"""Compare the states of a user's jobs, for a watcher whom an event did not reach."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, NamedTuple, Self

from application.ports.event_bus import Notice, NoticeKind
from application.ports.jobs import JobQuery
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.watching.notices import KINDS, notice_of
from domain.errors.jobs import JobNotFoundError
from domain.job import Job, JobId, JobStatus
from domain.user import UserId

UNFINISHED: Final = (JobStatus.QUEUED, JobStatus.PROCESSING)
# Newest first; only these are read of an owner who has more.
MOST_UNFINISHED: Final = 1_000
MOST_ENDED: Final = 100


class _State(NamedTuple):
    attempt: int
    status: JobStatus
    progress: float
    stage_progress: float | None

    @classmethod
    def of(cls, told: Job | Notice) -> Self:
        progress = told.overall_progress if isinstance(told, Job) else told.progress
        return cls(told.attempt, told.status, progress, told.stage_progress)


class JobStates:
    """What one watcher was told about each job: status and progress, but not segments."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, owner: UserId, since: datetime) -> None:
        self._unit_of_work = unit_of_work
        self._owner = owner
        self._since = since
        self._told: dict[JobId, _State] = {}

    def note(self, notice: Notice) -> None:
        """Remember what the watcher was told."""
        if notice.kind is NoticeKind.DELETED:
            self._told.pop(notice.job_id, None)
        else:
            self._told[notice.job_id] = _State.of(notice)

    async def changes(self, now: datetime) -> Sequence[Notice]:
        """Yield the state of each job that has changed since the last call.

        These are unfinished jobs, those that were, and those that were made and ended meanwhile.
        """
        async with self._unit_of_work() as uow:
            jobs = {job.id: job async for job in self._relevant(uow)}
        before, self._told = self._told, {job.id: _State.of(job) for job in jobs.values()}
        self._since = now
        return [
            notice
            for job in reversed(jobs.values())  # the oldest first, as events come
            for notice in _differences(before.get(job.id), job)
        ]

    async def _relevant(self, uow: UnitOfWork) -> AsyncIterator[Job]:
        seen = set()
        for status in UNFINISHED:
            query = JobQuery(self._owner, limit=MOST_UNFINISHED, status=status)
            for job in (await uow.jobs.page(query)).jobs:
                seen.add(job.id)
                yield job
        for job in (await uow.jobs.page(JobQuery(self._owner, limit=MOST_ENDED))).jobs:
            if job.completed_at and job.completed_at >= self._since:
                seen.add(job.id)
                yield job
        for job_id, state in self._told.items():
            if job_id not in seen and not state.status.ended:
                with suppress(JobNotFoundError):
                    yield await uow.jobs.owned(job_id, self._owner)


def _differences(told: _State | None, job: Job) -> tuple[Notice, ...]:
    state = _State.of(job)
    if told is None or told[:2] != state[:2]:
        return (notice_of(job, KINDS[job.status]),)
    if told != state:
        return (notice_of(job, NoticeKind.PROGRESS),)
    return ()
