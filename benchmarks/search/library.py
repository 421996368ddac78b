"""A database with the searchable recordings of one owner after another."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter
from types import TracebackType
from typing import Self
from uuid import uuid4

from adapters.sql.engine import create_engine
from adapters.sql.schema import migrate
from adapters.sql.unit_of_work import SqlUnitOfWork
from adapters.system.clock import SystemClock
from application.ports.search_index import SearchQuery
from application.search.search_recordings import Hits, SearchRecordings
from benchmarks.databases import settle, unit_of_work
from benchmarks.search.corpus import PASSAGES_A_JOB, Speech
from benchmarks.search.loading import load
from benchmarks.search.questions import Question
from domain.job import Job, JobStatus
from domain.labels import Labels
from domain.options import ModelName
from domain.search.query import read_query
from domain.transcript import DetectedLanguage
from domain.user import UserId
from tests.samples import a_job, a_passage, a_recording

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_APPENDED = 200
_INDEXED = 2_000
_TOGETHER = 500
_SELDOM = 7


@dataclass(frozen=True, slots=True)
class Shelf:
    """The recordings of one owner."""

    owner: UserId
    search: SearchRecordings

    async def searched(self, asked: Question) -> Hits:
        """Search as the route does."""
        clauses = read_query(asked.typed)
        return await self.search(SearchQuery(self.owner, clauses, filter=asked.filter))


class Library:
    """A migrated database; `async with` closes its connections."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine = create_engine(url)
        self._owners = 1_000  # the databases count up from 1

    async def __aenter__(self) -> Self:
        await migrate(self._engine)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._engine.dispose()

    async def filled(self, passages: int) -> Shelf:
        """Load that many passages for a new owner."""
        owner, self._owners = UserId(uuid4()), self._owners + 1
        jobs = [_a_job(owner, number) for number in range(-(-passages // PASSAGES_A_JOB))]
        for some in range(0, len(jobs), _TOGETHER):
            async with self._unit() as uow:
                for job in jobs[some : some + _TOGETHER]:
                    await uow.jobs.add(job)
                await uow.commit()
        ids = [job.id for job in jobs]
        await asyncio.to_thread(load, self._url, self._owners, owner, ids, passages)
        await settle(self._engine)
        return Shelf(owner, SearchRecordings(self._unit, SystemClock()))

    async def index_ms(self) -> float:
        """Index the jobs of another owner as the service does: milliseconds for each passage."""
        owner = UserId(uuid4())
        begun = perf_counter()
        for number, documents in enumerate(Speech(0).jobs(_INDEXED)):
            job = _a_job(owner, number)
            async with self._unit() as uow:
                await uow.jobs.add(job)
                await uow.search.keep(job, documents)
                await uow.commit()
        return (perf_counter() - begun) * 1_000 / _INDEXED

    async def append_ms(self) -> float:
        """Store passages of a running job, each in its own transaction, as a worker does."""
        job = a_job()
        async with self._unit() as uow:
            await uow.jobs.add(job)
            await uow.commit()
        begun = perf_counter()
        for _ in range(_APPENDED):
            async with self._unit() as uow:
                await uow.passages.append(job.id, a_passage(" words" * 40))
                await uow.commit()
        return (perf_counter() - begun) * 1_000 / _APPENDED

    def _unit(self) -> SqlUnitOfWork:
        return unit_of_work(self._engine)


def _a_job(owner: UserId, number: int) -> Job:
    """Make a completed job; one of a hundred is in a language, and has a tag, that others lack."""
    at = _BEGIN + timedelta(minutes=number)
    is_seldom = number % 100 == _SELDOM
    return a_job(
        owner=owner,
        status=JobStatus.COMPLETED,
        model=ModelName("base"),
        recording=a_recording(seconds=2_000.0),
        detected=DetectedLanguage("cy" if is_seldom else ("en", "de", "fr")[number % 3], 0.9),
        labels=Labels(tags=("seldom",) if is_seldom else ()),
        completed_at=at,
        created_at=at,
    )
