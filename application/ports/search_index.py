"""Port: finds what was said in an owner's recordings."""

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from application.ports.job_filter import JobFilter
from domain.job import Job, JobId
from domain.search.query import Clause
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class SpokenText:
    """The text of a segment as it is read, corrections included; times in seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What is found as one: a passage. Its first segment has the index `first` in the transcript.

    `sequence` counts the passages of a job from 0.
    """

    sequence: int
    first: int
    segments: tuple[SpokenText, ...]

    def with_texts(self, texts: Mapping[int, str]) -> "SearchDocument":
        """Replace the texts of segments; indexes of other passages are ignored."""
        segments = enumerate(self.segments, start=self.first)
        amended = tuple(replace(each, text=texts.get(at, each.text)) for at, each in segments)
        return replace(self, segments=amended)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Which passages to find, of one owner: those in which every clause occurs.

    `after` is the `position` of the last passage that the caller has.
    """

    owner: UserId
    clauses: tuple[Clause, ...]
    limit: int = 20
    after: int | None = None
    filter: JobFilter = field(default_factory=JobFilter)


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that matches, what is shown of its job, and its position in the results."""

    position: int
    job_id: JobId
    title: str
    created_at: datetime
    language: str | None
    document: SearchDocument


@dataclass(frozen=True, slots=True)
class FoundPassages:
    """Some passages that match, and the position to go on after; None if there are no more."""

    passages: Sequence[FoundPassage]
    next_after: int | None


class SearchIndex(Protocol):
    """The completed transcripts of all owners, with corrections, newest first.

    A job whose transcript is not yet in the index waits for `keep`. What belongs to a deleted job
    is deleted with it.
    """

    @abstractmethod
    async def waiting(self, *, limit: int, without: Collection[JobId] = ()) -> Sequence[Job]:
        """List completed jobs that are not in the index, the latest first, `without` some."""

    @abstractmethod
    async def waiting_of(self, owner: UserId, *, most: int) -> int:
        """Count the owner's completed jobs that are not in the index, up to `most`."""

    @abstractmethod
    async def hold(self, job_id: JobId) -> bool:
        """Keep others from changing what the index says of a job until the transaction ends.

        Whoever changes the text of a transcript holds it first. Returns False if the job waits to
        be put into the index, or is gone: then there is nothing to change.
        """

    @abstractmethod
    async def keep(self, job: Job, documents: Sequence[SearchDocument]) -> None:
        """Put a waiting job, which is held, into the index. Raises StaleJobError if it is gone."""

    @abstractmethod
    async def amend(self, job_id: JobId, texts: Mapping[int, str]) -> None:
        """Replace the texts of segments, by index, of a job that is held and in the index."""

    @abstractmethod
    async def find(self, query: SearchQuery, *, reach: int) -> FoundPassages:
        """Return the first passages that match, the latest job first, each in spoken order.

        It goes through about `reach` passages of the owner, from `after` on, or more if that costs
        no more. So there may be fewer matches than `limit`, or none, although others follow after
        `next_after`.
        """
