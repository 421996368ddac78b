"""Measure reading jobs among a million of a thousand owners, against a thousand of one owner."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from typing import Final
from uuid import UUID

import aiohttp
import psycopg

from benchmarks.scaling.figures import Figure, milliseconds, percentile
from benchmarks.scaling.house import House, house, postgres, process
from benchmarks.scaling.plans import show_plans
from domain.job import JobId
from domain.options import TranscriptionOptions
from domain.user import UserId
from tests.own_postgres import OwnPostgres
from tests.samples import a_user

JOBS_EACH = 1000
MANY = 1000
ROUNDS = 1000
SPARE = 50
SCRAPES = 20
BAR = 1.5

OWNERS = """
INSERT INTO users (id, username, password_hash, role, created_at, disabled, token_generation)
SELECT md5('owner' || number)::uuid, 'owner-' || number, 'unusable', 'user', now(), false, 0
FROM generate_series(1, %(owners)s) AS number
"""
# Of each owner's thousand 5 wait; of a hundred 97 are completed, 2 failed and 1 was cancelled.
JOBS = """
INSERT INTO jobs (
    id, owner, blob_key, filename, filename_folded, size_bytes, sha256, duration_seconds, model,
    options, priority_rank, created_at, status, attempt, attempts_forgiven, progress, started_at,
    completed_at, caveats
)
SELECT
    md5('job' || owner || '-' || number)::uuid, md5('owner' || owner)::uuid,
    'audio/' || owner || '-' || number, 'Talk ' || number || '.wav', 'talk ' || number || '.wav',
    320044, repeat('0', 64), 60, 'digits', %(options)s::json, 1, began, status,
    CASE status WHEN 'queued' THEN 0 ELSE 1 END, 0,
    CASE status WHEN 'queued' THEN 0 ELSE 1 END,
    CASE status WHEN 'queued' THEN NULL ELSE began END,
    CASE status WHEN 'queued' THEN NULL ELSE began + interval '9 s' END, '[]'::json
FROM generate_series(1, %(owners)s) AS owner, generate_series(1, %(each)s) AS number,
LATERAL (SELECT
    now() - make_interval(secs => (number * 1000 + owner)) AS began,
    CASE WHEN number <= 5 THEN 'queued' WHEN number %% 100 < 2 THEN 'failed'
         WHEN number %% 100 = 2 THEN 'cancelled' ELSE 'completed' END AS status) AS told
"""
PASSAGES = """
INSERT INTO passages (job_id, sequence, position, text, segments)
SELECT id, 1, 60, repeat('one two three four ', 12),
    ('[{"start": 0, "end": 60, "text": "' || repeat('one two three four ', 12) || '"}]')::json
FROM jobs WHERE status = 'completed'
"""
MESSAGES = """
INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args)
SELECT 'default', 'transcribe', id::text, json_build_object('job_id', id) FROM jobs
WHERE status = 'queued'
"""
SAMPLE = """
SELECT id, owner FROM jobs WHERE status = %(status)s ORDER BY md5(id::text) LIMIT %(limit)s
"""


Place = tuple[UUID, UUID]
"""A job and its owner."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A database, an API process over it, and whom and what to ask for."""

    house: House
    client: aiohttp.ClientSession
    jobs: Mapping[str, Sequence[Place]]

    def place(self, status: str, number: int) -> Place:
        """Give one of its jobs, another for each number."""
        found = self.jobs[status]
        return found[number % len(found)]

    async def time(self, path: str, owner: UUID) -> float:
        """Ask for something as its owner, and say how long that takes, in seconds."""
        token = self.house.token(a_user(id=UserId(owner)))
        began = time.perf_counter()
        async with self.client.get(path, headers={"Authorization": f"Bearer {token}"}) as answer:
            await answer.read()
            answer.raise_for_status()
        return time.perf_counter() - began


Ask = Callable[[Shelf, int], tuple[str, UUID]]


def _listing(query: str) -> Ask:
    return lambda shelf, number: (f"/jobs/?{query}", shelf.place("completed", number)[1])


def _one(status: str) -> Ask:
    def ask(shelf: Shelf, number: int) -> tuple[str, UUID]:
        job, owner = shelf.place(status, number)
        return f"/jobs/{job}", owner

    return ask


QUESTIONS: Final[Mapping[str, Ask]] = {
    "GET /jobs/": _listing("limit=20"),
    "GET /jobs/?status=failed": _listing("limit=20&status=failed"),
    "GET /jobs/?q=": _listing("limit=20&q=77"),
    "GET /jobs/{id}, completed": _one("completed"),
    "GET /jobs/{id}, queued": _one("queued"),
}


async def measure() -> list[Figure]:
    """Ask both in turn, so that whatever else the machine does strikes both alike."""
    with postgres(shared_buffers="1GB") as server:
        async with AsyncExitStack() as stack:
            few = await _shelf(server, 1, stack)
            many = await _shelf(server, MANY, stack)
            job, owner = many.place("queued", 0)
            await show_plans(many.house, JobId(job), UserId(owner))
            figures = [await _compared(name, ask, few, many) for name, ask in QUESTIONS.items()]
            return [*figures, await _scraped(many)]


async def _shelf(server: OwnPostgres, owners: int, stack: AsyncExitStack) -> Shelf:
    ours = await stack.enter_async_context(house(server, f"rows{owners}"))
    began = time.monotonic()
    jobs = await asyncio.to_thread(_fill, ours.url, owners)
    print(f"filled with {owners * JOBS_EACH} jobs in {time.monotonic() - began:.0f} s", flush=True)
    # Nothing is remembered for longer than it takes to ask: the database is to be measured.
    api = await stack.enter_async_context(process(ours, "serve", CACHE_SECONDS="0.001"))
    client = await stack.enter_async_context(aiohttp.ClientSession(api.url))
    return Shelf(ours, client, jobs)


def _fill(url: str, owners: int) -> Mapping[str, Sequence[Place]]:
    options = json.dumps(asdict(TranscriptionOptions()))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(OWNERS, {"owners": owners})
        connection.execute(JOBS, {"owners": owners, "each": JOBS_EACH, "options": options})
        connection.execute(PASSAGES)
        connection.execute(MESSAGES)
        connection.execute("VACUUM ANALYZE")
        return {
            status: [
                (row[0], row[1])
                for row in connection.execute(SAMPLE, {"status": status, "limit": ROUNDS})
            ]
            for status in ("completed", "queued")
        }


async def _scraped(shelf: Shelf) -> Figure:
    """Say what a scrape costs, which counts the jobs of all owners by status."""
    owner = shelf.place("completed", 0)[1]
    took = [await shelf.time("/metrics/", owner) for _ in range(SCRAPES)]
    return Figure(
        "GET /metrics/ of an API process among 1,000,000 rows",
        f"{milliseconds(percentile(took, 0.5))}",
        "for planning",
        holds=True,
    )


async def _compared(name: str, ask: Ask, few: Shelf, many: Shelf) -> Figure:
    took: dict[int, list[float]] = {0: [], 1: []}
    for number in range(ROUNDS + SPARE):
        for place, shelf in enumerate((few, many)):
            seconds = await shelf.time(*ask(shelf, number))
            if number >= SPARE:
                took[place].append(seconds)
    small, large = percentile(took[0], 0.99), percentile(took[1], 0.99)
    return Figure(
        f"{name}: p99 among 1,000,000 rows over 1,000",
        f"{large / small:.2f}x ({milliseconds(large)} / {milliseconds(small)})",
        f"at most {BAR}x",
        large <= BAR * small,
    )
