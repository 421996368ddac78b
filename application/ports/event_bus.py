"""Port: carries events of jobs from all processes to those who watch them."""

from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from application.ports.events import EventPublisher
from domain.job import Failure, JobId, JobStatus
from domain.stages import Stage
from domain.transcript import Gap, Segment
from domain.user import UserId


class NoticeKind(StrEnum):
    """What happened to a job.

    `speakers` says that its speakers were edited. `deleted` ends the watch and is not shown to the
    watcher.
    """

    QUEUED = "queued"
    STARTED = "started"
    PROGRESS = "progress"
    SEGMENT = "segment"
    PARTIAL = "partial"
    GAP = "gap"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SPEAKERS = "speakers"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened to a job, and the job's state right after it.

    `segment` or `gap` is set if one was found; a `draft` is heard live and will be replaced.
    `words` are those so far of what is being spoken live. `attempt` is the number of the claim,
    `attempts` how many are charged to the job.

    `progress` and `stage_progress` go from 0 to 1; `duration_seconds` is the length as far as it is
    known.
    """

    kind: NoticeKind
    job_id: JobId
    owner: UserId
    status: JobStatus
    attempt: int
    attempts: int
    progress: float
    language: str | None = None
    duration_seconds: float | None = None
    failure: Failure | None = None
    segment: Segment | None = None
    gap: Gap | None = None
    stage: Stage | None = None
    stage_progress: float | None = None
    draft: bool = False
    words: str | None = None


class EntryId(NamedTuple):
    """The position of a notice: milliseconds since 1970, and a number within the millisecond."""

    milliseconds: int
    number: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A notice and its position. Without a notice: some may be lost, so read the database."""

    id: EntryId | None
    notice: Notice | None


MISSED = Entry(None, None)


@dataclass(frozen=True, slots=True)
class Topic:
    """All jobs of an owner, or one of them."""

    owner: UserId
    job_id: JobId | None = None


class Subscription(Protocol):
    """The notices for one watcher; a slow watcher gets MISSED once its buffer is full."""

    @abstractmethod
    async def take(self) -> Sequence[Entry]:
        """Wait for notices and return all that are there; cancelling loses none."""


class EventBus(EventPublisher, Protocol):
    """Carries the events of jobs to every process that has watchers.

    It may lose notices. Then it says so (MISSED), or the watcher finds out by reading the database
    from time to time.
    """

    @property
    @abstractmethod
    def live(self) -> bool:
        """Whether notices arrive; if not, watchers poll the database."""

    @abstractmethod
    def subscribe(
        self, topic: Topic, *, after: EntryId | None = None
    ) -> AbstractContextManager[Subscription]:
        """Receive the notices from now on, or all notices after an entry.

        MISSED comes first if the bus no longer holds the notices right after that entry.
        """
