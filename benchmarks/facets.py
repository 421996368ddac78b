"""`python -m benchmarks.facets`: count what the jobs of one owner can be chosen by.

It fills a file of SQLite in a temporary folder and a database on a PostgreSQL server. A quarter of
the jobs wait, so their languages are not detected yet; each job has two of 500 tags. Times are
those of the use case, in milliseconds.
"""

import argparse
import asyncio
import sys
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from time import perf_counter
from typing import Final
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql.engine import create_engine
from adapters.sql.schema import migrate
from application.jobs.list_facets import ListFacets
from benchmarks.databases import KINDS, own_url, settle, unit_of_work
from benchmarks.quiet import log_warnings_only
from domain.job import Job, JobStatus
from domain.labels import Labels
from domain.options import ModelName, TranscriptionOptions
from domain.transcript import DetectedLanguage
from domain.user import UserId
from tests.samples import a_job

SIZES: Final = (1_000, 100_000)
ROUNDS: Final = 20
_TOGETHER: Final = 1_000
_BEGIN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl", "ja", "ar")
_MODELS: Final = tuple(map(ModelName, ("tiny", "base", "small", "large-v3-turbo")))


def main() -> None:
    """Print a line for each database and number of jobs."""
    log_warnings_only()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.facets", description=__doc__)
    parser.add_argument("--jobs", type=int, nargs="+", default=SIZES)
    parser.add_argument("--only", choices=KINDS, nargs="+", default=KINDS)
    asked = parser.parse_args()
    print(f"{'database':12}{'jobs':>10}{'p50 ms':>10}{'p95 ms':>10}{'most ms':>10}")
    for kind in asked.only:
        for jobs in asked.jobs:
            with own_url(kind) as url:
                times = asyncio.run(_measured(url, jobs))
            *_, p95 = quantiles(times, n=20)
            p50 = quantiles(times, n=2)[0]
            print(f"{kind:12}{jobs:>10}{p50:>10.1f}{p95:>10.1f}{max(times):>10.1f}")
            sys.stdout.flush()


async def _measured(url: str, jobs: int) -> list[float]:
    engine = create_engine(url)
    try:
        await migrate(engine)
        owner = UserId(uuid4())
        await _fill(engine, owner, jobs)
        return await _timed(engine, owner)
    finally:
        await engine.dispose()


async def _fill(engine: AsyncEngine, owner: UserId, jobs: int) -> None:
    for first in range(0, jobs, _TOGETHER):
        async with unit_of_work(engine) as uow:
            for number in range(first, min(first + _TOGETHER, jobs)):
                await uow.jobs.add(_a_job(owner, number))
            await uow.commit()
    await settle(engine)


async def _timed(engine: AsyncEngine, owner: UserId) -> list[float]:
    listed = ListFacets(lambda: unit_of_work(engine))
    times = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        await listed(owner, limit=100)
        times.append((perf_counter() - begun) * 1_000)
    return times


def _a_job(owner: UserId, number: int) -> Job:
    language = _LANGUAGES[number % len(_LANGUAGES)]
    is_waiting = number % 4 == 0
    at = _BEGIN + timedelta(minutes=number)
    return a_job(
        owner=owner,
        created_at=at,
        model=_MODELS[number % 7 % len(_MODELS)],
        status=JobStatus.QUEUED if is_waiting else JobStatus.COMPLETED,
        options=TranscriptionOptions(language=language),
        detected=None if is_waiting else DetectedLanguage(language, 0.9),
        completed_at=None if is_waiting else at,
        labels=Labels(tags=(f"Tag {number % 400}", f"Tag {400 + number % 100}")),
    )


if __name__ == "__main__":
    main()
