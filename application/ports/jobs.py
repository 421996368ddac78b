"""Port: stores jobs."""

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from application.ports.job_facets import JobFacets
from application.ports.job_filter import JobFilter
from domain.job import BlobKey, Job, JobId, JobStatus, Lease
from domain.labels import Labels
from domain.options import ModelName
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class JobQuery:
    """Which jobs to list, of one owner or of all owners.

    `text` is searched for in the title and in the file name, ignoring case.
    """

    owner: UserId | None
    skip: int = 0
    limit: int = 100
    status: JobStatus | None = None
    text: str | None = None
    filter: JobFilter = field(default_factory=JobFilter)


@dataclass(frozen=True, slots=True)
class JobPage:
    """One page of the jobs that match, newest first, and how many match in all."""

    jobs: tuple[Job, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """The number of jobs by status, and since when the oldest queued job has waited."""

    jobs: Mapping[JobStatus, int]
    oldest_queued_at: datetime | None
    queued_audio_seconds: float


@dataclass(frozen=True, slots=True)
class OwnerLoad:
    """The unfinished jobs of one owner.

    It gives their number, the audio of all of them and of the queued ones, and how many have high
    priority.
    """

    jobs: int
    audio_seconds: float
    queued_audio_seconds: float
    high_priority_jobs: int = 0

    def with_one_more(self) -> "OwnerLoad":
        """Add one job whose length is not known yet."""
        return replace(self, jobs=self.jobs + 1)


class JobRepository(Protocol):
    """Stores jobs; every write is conditional, so that no unseen change is overwritten.

    A write that ends a job with a webhook also puts the webhook into the outbox in the same
    transaction, so no way to end a job can forget it. It also deletes the evidence of voices,
    unless the operator keeps that; and the drafts of a job that is completed.
    """

    @abstractmethod
    async def add(self, job: Job) -> None:
        """Store a new job."""

    @abstractmethod
    async def get(self, job_id: JobId) -> Job:
        """Find a job of any owner. Raises JobNotFoundError."""

    @abstractmethod
    async def owned(self, job_id: JobId, owner: UserId) -> Job:
        """Find a job of this owner; a job of another owner raises JobNotFoundError."""

    @abstractmethod
    async def page(self, query: JobQuery) -> JobPage:
        """List jobs, newest first."""

    @abstractmethod
    async def facets(self, owner: UserId, *, most: int) -> JobFacets:
        """Count the owner's jobs by tag, language and model; up to `most` values of each."""

    @abstractmethod
    async def claim(
        self, job_id: JobId, lease: Lease, *, at: datetime, alone: bool = False
    ) -> Job | None:
        """Claim the job for a worker if it is queued.

        One of several concurrent claims gets the job, with `attempt` counted up; the others get
        None. A claim on a job that has ended or is gone gets None as well, and so does a claim on a
        suspected job that will not run `alone`.
        """

    @abstractmethod
    async def renew(self, job: Job, lease: Lease) -> None:
        """Extend the lease and store the progress, language and model state of a running attempt.

        It also stores whether the job is still suspected, and the heard share of voices. Progress
        never goes back and a known language stays.

        Raises StaleJobError if the job was cancelled, deleted or taken over meanwhile.
        """

    @abstractmethod
    async def replace(self, before: Job, after: Job) -> None:
        """Write `after` if status and attempt are still those of `before`, else StaleJobError.

        What a running attempt has reported since `before` was read is kept: progress never goes
        back, and a detected language stays.
        """

    @abstractmethod
    async def label(self, job: Job, labels: Labels) -> None:
        """Store the user's labels, whatever a running attempt writes. Raises StaleJobError."""

    @abstractmethod
    async def delete(self, job: Job) -> None:
        """Delete the job, its passages and its live sound; a missing job is no error."""

    @abstractmethod
    async def with_result(self, owner: UserId, fingerprint: str) -> Job | None:
        """Find the owner's oldest completed job with this result_fingerprint."""

    @abstractmethod
    async def unfinished(self) -> Sequence[Job]:
        """List the jobs that are queued or processing, oldest first."""

    @abstractmethod
    async def processing(self) -> Sequence[Job]:
        """List the jobs in processing, including those whose worker has died."""

    @abstractmethod
    async def queued(self, *, after: Job | None = None, limit: int) -> Sequence[Job]:
        """List the queued jobs that come after `after`, oldest first."""

    @abstractmethod
    async def ended(self, status: JobStatus, *, before: datetime, limit: int) -> Sequence[Job]:
        """List the jobs that ended with this status before that time, earliest end first."""

    @abstractmethod
    async def keys_in_use(self, keys: Collection[BlobKey]) -> frozenset[BlobKey]:
        """Return those of the keys under which a job's audio is stored."""

    @abstractmethod
    async def backlog(self) -> Backlog:
        """Count the waiting jobs of all owners."""

    @abstractmethod
    async def load_of(self, owner: UserId) -> OwnerLoad:
        """Sum up the owner's unfinished jobs, including those of this transaction.

        Transactions that call this for one owner run one after another until they end. So two that
        each add a job cannot overlook each other's job.
        """

    @abstractmethod
    async def stored_bytes_of(self, owner: UserId) -> int:
        """Sum up the sizes of the recordings of an owner's jobs; serialized like `load_of`."""

    @abstractmethod
    async def audio_seconds_ahead(self, job: Job) -> float:
        """Sum up the audio of the other jobs that are queued before this one or in processing.

        A job in processing counts with what is left of it, a job that waits for a retry with its
        whole length.
        """

    @abstractmethod
    async def real_time_factor(self, model: ModelName) -> float | None:
        """Return work seconds per audio second of the model's last jobs, None before the first."""
