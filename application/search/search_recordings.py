"""Search what was said in all of a user's recordings."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from application.ports.clock import Clock
from application.ports.search_index import FoundPassage, FoundPassages, SearchQuery
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from domain.job import JobId
from domain.search.matches import Excerpt, Range, excerpt

MOST_COUNTED: Final = 1_000
TIMES_NOTHING: Final = 8
NOTHING_OF_A_STEP: Final = 4
MOST_GROWTH: Final = 2.0  # of a step over the one before, as a short time tells little
SHORTEST_STEP: Final = 1e-4  # seconds; a clock may not notice shorter ones
CHARACTERS_AT_ONCE: Final = 20_000


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

    `is_partial` says that older passages were not searched for lack of time, so that there are
    fewer hits than asked for. `not_yet_searchable` counts the completed recordings that are not in
    the index, up to `MOST_COUNTED`.
    """

    hits: Sequence[Hit]
    next_after: int | None
    is_partial: bool
    not_yet_searchable: int


@dataclass(frozen=True, slots=True)
class SearchRecordings:
    """Find passages of an owner's completed recordings, the latest recording first.

    Words that are common, but never said together, are looked for in all passages. So a search goes
    back step by step, and no further once its time is up. Each step is as long as the time left
    allows, as far as the steps before can tell; the first has `reach` passages.

    The time is a multiple of what the database takes for next to nothing, so that a busy machine
    searches as many passages as an idle one; within `least_seconds` and `most_seconds`.
    """

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    least_seconds: float = 0.003
    most_seconds: float = 0.05
    reach: int = 65_536

    async def __call__(self, query: SearchQuery) -> Hits:
        """Return one page; each passage is one hit."""
        async with self.unit_of_work() as uow:
            begun = self.clock.now()
            missing = await uow.search.waiting_of(query.owner, most=MOST_COUNTED)
            pace = (self.clock.now() - begun).total_seconds()
            found = await self._found(uow, query, pace)
        is_full = len(found.passages) == query.limit
        return Hits(
            await _located(found.passages, query),
            found.next_after,
            is_partial=found.next_after is not None and not is_full,
            not_yet_searchable=missing,
        )

    async def _found(self, uow: UnitOfWork, query: SearchQuery, pace: float) -> FoundPassages:
        seconds = max(self.least_seconds, min(TIMES_NOTHING * pace, self.most_seconds))
        begun = last = self.clock.now()
        reach, passages = self.reach, list[FoundPassage]()
        while True:
            wanted = replace(query, limit=query.limit - len(passages))
            found = await uow.search.find(wanted, reach=reach)
            passages += found.passages
            now = self.clock.now()
            left = seconds - (now - begun).total_seconds()
            is_done = found.next_after is None or len(passages) == query.limit
            if is_done or left <= 0:
                return FoundPassages(passages, found.next_after)
            query = replace(query, after=found.next_after)
            reach = _next_reach(reach, left, (now - last).total_seconds(), pace)
            last = now


def _next_reach(reach: int, left: float, spent: float, pace: float) -> int:
    """Return how many passages can be gone through in the time left, if all take as long.

    Of the time spent on a step, its statements take a part however few passages it has.
    """
    on_passages = max(spent - NOTHING_OF_A_STEP * pace, spent / 10, SHORTEST_STEP)
    return int(reach * min(MOST_GROWTH, max(1.0, left / on_passages)))


async def _located(found: Sequence[FoundPassage], query: SearchQuery) -> list[Hit]:
    """Locate the matches in threads, some passages at once.

    The caller may go away, and then the rest is not looked through.
    """
    hits: list[Hit | None] = []
    for batch in _batches(found):
        hits += await asyncio.to_thread(_hits, batch, query)
    return [hit for hit in hits if hit is not None]


def _batches(found: Sequence[FoundPassage]) -> Iterator[Sequence[FoundPassage]]:
    """Divide passages into batches of a few long ones, or many short ones."""
    batch, characters = list[FoundPassage](), 0
    for each in found:
        batch.append(each)
        characters += sum(len(segment.text) for segment in each.document.segments)
        if characters >= CHARACTERS_AT_ONCE:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _hits(found: Sequence[FoundPassage], query: SearchQuery) -> list[Hit | None]:
    return [_hit(each, query) for each in found]


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
