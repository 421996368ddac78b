"""Port: stores jobs."""

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from domain.job import BlobKey, Job, JobId, JobStatus, Lease
from domain.options import ModelName
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class JobQuery:
    """Which jobs to list, of one owner or of all.

    `text` is looked for in the file name, in any case.
    """

    owner: UserId | None
    skip: int = 0
    limit: int = 100
    status: JobStatus | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class JobPage:
    """Some of the jobs that match, newest first, and how many match in all."""

    jobs: tuple[Job, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: jobs by status, and since when the oldest queued one does."""

    jobs: Mapping[JobStatus, int]
    oldest_queued_at: datetime | None
    queued_audio_seconds: float


@dataclass(frozen=True, slots=True)
class OwnerLoad:
    """What one owner's unfinished jobs are.

    How many, the audio in all and in those queued, and how many are of high priority.
    """

    jobs: int
    audio_seconds: float
    queued_audio_seconds: float
    high_priority_jobs: int = 0

    def with_one_more(self) -> "OwnerLoad":
        """Count a job in of which nothing is known yet."""
        return replace(self, jobs=self.jobs + 1)


class JobRepository(Protocol):
    """The jobs; every write is conditional, so that nobody overwrites what they have not seen.

    Whatever write ends a job that has a webhook also puts the news into the outbox, in the same
    transaction: so no way to end a job can forget it.
    """

    @abstractmethod
    async def add(self, job: Job) -> None:
        """Keep a new job."""

    @abstractmethod
    async def get(self, job_id: JobId) -> Job:
        """Find a job whoever owns it. Raises JobNotFoundError."""

    @abstractmethod
    async def owned(self, job_id: JobId, owner: UserId) -> Job:
        """Find a job of this owner's; anybody else's raises JobNotFoundError."""

    @abstractmethod
    async def page(self, query: JobQuery) -> JobPage:
        """List jobs, newest first."""

    @abstractmethod
    async def claim(
        self, job_id: JobId, lease: Lease, *, at: datetime, alone: bool = False
    ) -> Job | None:
        """Give the job to a worker if it is queued.

        Exactly one of many that try at once gets it, with `attempt` counted up; the others, and
        whoever asks for a job that has ended or is gone, get None. So does who asks for one that
        is suspected, unless it will run `alone`.
        """

    @abstractmethod
    async def renew(self, job: Job, lease: Lease) -> None:
        """Write lease, progress and language of a running attempt, and how its model comes along.

        Whether the job is still suspected is written, too. Neither progress nor language is ever
        taken back.

        Raises StaleJobError when the job was cancelled, deleted or taken over meanwhile.
        """

    @abstractmethod
    async def replace(self, before: Job, after: Job) -> None:
        """Write `after` if status and attempt are still those of `before`, else StaleJobError.

        What a running attempt has told since `before` was read is kept: progress never runs
        backwards, and a language once detected stays.
        """

    @abstractmethod
    async def delete(self, job: Job) -> None:
        """Forget the job; its passages go with it. One that is gone already is no error."""

    @abstractmethod
    async def with_result(self, owner: UserId, fingerprint: str) -> Job | None:
        """Find the oldest of the owner's completed jobs with this result_fingerprint."""

    @abstractmethod
    async def unfinished(self) -> Sequence[Job]:
        """List the jobs that are queued or processing, oldest first."""

    @abstractmethod
    async def processing(self) -> Sequence[Job]:
        """List the jobs that somebody works on, or has died over."""

    @abstractmethod
    async def queued(self, *, after: Job | None = None, limit: int) -> Sequence[Job]:
        """List the jobs that wait, oldest first, from behind `after` on."""

    @abstractmethod
    async def ended(self, status: JobStatus, *, before: datetime, limit: int) -> Sequence[Job]:
        """List the jobs that ended so before that time, the longest ago first."""

    @abstractmethod
    async def keys_in_use(self, keys: Collection[BlobKey]) -> frozenset[BlobKey]:
        """Give those of the keys under which a job's audio is kept."""

    @abstractmethod
    async def backlog(self) -> Backlog:
        """Count what waits, over all owners."""

    @abstractmethod
    async def load_of(self, owner: UserId) -> OwnerLoad:
        """Add up what of an owner's has not ended, this transaction's own included.

        Transactions that ask it of one owner go on one after another, until they end: so none of
        two that each add a job overlooks the other's.
        """

    @abstractmethod
    async def stored_bytes_of(self, owner: UserId) -> int:
        """Add up the recordings of all of an owner's jobs; in turn, like `load_of`."""

    @abstractmethod
    async def audio_seconds_ahead(self, job: Job) -> float:
        """Add up the audio that is queued before this job or being worked on, its own left out.

        Of a job that is worked on, what is left of it counts; of one that waits for another go,
        all of it.
        """

    @abstractmethod
    async def real_time_factor(self, model: ModelName) -> float | None:
        """Give work seconds per audio second over the model's last jobs; None before the first."""
