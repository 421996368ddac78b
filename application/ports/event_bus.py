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
    """What a watcher is told; `deleted` ends the watching and is not told."""

    QUEUED = "queued"
    STARTED = "started"
    PROGRESS = "progress"
    SEGMENT = "segment"
    GAP = "gap"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened to a job, and how the job was right after.

    `segment` or `gap` is there if that is what was found. `attempt` is the number of the claim,
    `attempts` how many are charged to the job.

    `progress` and `stage_progress` go from 0 to 1; `duration_seconds` is the length as far
    as known.
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


class EntryId(NamedTuple):
    """The place of a notice on the bus: milliseconds since 1970, and a number within them."""

    milliseconds: int
    number: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A notice and its place; without a notice: something may have been missed, so look."""

    id: EntryId | None
    notice: Notice | None


MISSED = Entry(None, None)


@dataclass(frozen=True, slots=True)
class Topic:
    """All jobs of an owner, or one of them."""

    owner: UserId
    job_id: JobId | None = None


class Subscription(Protocol):
    """What arrives for one watcher; a slow one finds MISSED instead of more than it can hold."""

    @abstractmethod
    async def take(self) -> Sequence[Entry]:
        """Wait until there is something, and give all of it; cancelling loses nothing."""


class EventBus(EventPublisher, Protocol):
    """Carries what happened to every process that has watchers.

    It may lose something; it then says so (MISSED), or a watcher that looks into the database now
    and then finds out by itself.
    """

    @property
    @abstractmethod
    def live(self) -> bool:
        """Whether notices arrive; while they do not, watchers look into the database instead."""

    @abstractmethod
    def subscribe(
        self, topic: Topic, *, after: EntryId | None = None
    ) -> AbstractContextManager[Subscription]:
        """Hear what happens from now on, or all that came `after` an entry.

        Where the bus no longer remembers that far back, MISSED comes first.
        """
