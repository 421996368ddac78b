"""Search what was said in all of a user's recordings."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from application.ports.search_index import FoundPassage, SearchQuery
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.job import JobId
from domain.search.matches import Excerpt, Range, excerpt

MOST_COUNTED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a recording: the segment, its times in seconds, and its text around the match."""

    job_id: JobId
    title: str
    created_at: datetime
    language: str | None
    segment: int
    start: float
    end: float
    text: str
    matches: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """Places in order, where to go on if there may be more, and how many recordings are missing.

    `not_yet_searchable` counts the completed recordings that are not in the index, up to
    `MOST_COUNTED`.
    """

    hits: Sequence[Hit]
    next_after: int | None
    not_yet_searchable: int


@dataclass(frozen=True, slots=True)
class SearchRecordings:
    """Find passages of an owner's completed recordings, the latest recording first."""

    unit_of_work: UnitOfWorkFactory

    async def __call__(self, query: SearchQuery) -> Hits:
        """Return one page; each passage is one hit."""
        async with self.unit_of_work() as uow:
            found = await uow.search.find(query)
            missing = await uow.search.waiting_of(query.owner, most=MOST_COUNTED)
        # In threads, since long passages take long; one by one, since the caller may go away.
        hits = [
            hit for each in found if (hit := await asyncio.to_thread(_hit, each, query)) is not None
        ]
        is_full = len(found) == query.limit
        return Hits(hits, found[-1].position if is_full else None, missing)


def _hit(found: FoundPassage, query: SearchQuery) -> Hit | None:
    """Locate the match; None if the index has found what the text does not say."""
    document = found.document
    shown = excerpt([segment.text for segment in document.segments], query.clauses)
    return None if shown is None else _placed(found, shown)


def _placed(found: FoundPassage, shown: Excerpt) -> Hit:
    segment = found.document.segments[shown.segment]
    return Hit(
        job_id=found.job_id,
        title=found.title,
        created_at=found.created_at,
        language=found.language,
        segment=found.document.first + shown.segment,
        start=segment.start,
        end=segment.end,
        text=shown.text,
        matches=shown.matches,
    )
