"""What happened to every job, as the database itself saw it."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import TupleRow

POLL_SECONDS: Final = 0.1

# Written within the transaction that makes the change, so it tells of what was committed alone.
TRIGGER: Final = """
CREATE TABLE ledger (
    number bigserial PRIMARY KEY, job uuid, status text, attempt int, worker text,
    at double precision DEFAULT extract(epoch FROM clock_timestamp())
);
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'INSERT' OR (NEW.status, NEW.attempt) IS DISTINCT FROM (OLD.status, OLD.attempt)
    THEN
        INSERT INTO ledger (job, status, attempt, worker)
        VALUES (NEW.id, NEW.status, NEW.attempt, NEW.worker);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger AFTER INSERT OR UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION note_change()
"""

RUNNING: Final = """
SELECT id, attempt, worker FROM jobs WHERE status = 'processing' AND progress < 0.9
ORDER BY progress = 0, lease_until DESC
"""
RUNNING_AT: Final = """
SELECT id, attempt, worker FROM jobs WHERE status = 'processing' AND worker = %(worker)s
"""
GIVEN_BACK: Final = """
SELECT min(at) FROM ledger
WHERE job = %(job)s AND (attempt > %(attempt)s OR status IN ('queued', 'completed', 'failed'))
  AND number > (SELECT max(number) FROM ledger WHERE job = %(job)s AND attempt = %(attempt)s
                AND status = 'processing')
"""
WENT_ON: Final = """
SELECT min(at) FROM ledger
WHERE job = %(job)s AND (attempt > %(attempt)s OR status IN ('completed', 'failed'))
"""
UNFINISHED: Final = "SELECT count(*) FROM jobs WHERE status IN ('queued', 'processing')"
MESSAGES: Final = "SELECT count(*) FROM procrastinate_jobs"
ENDS: Final = "SELECT status, count(*) FROM jobs GROUP BY status"
COMPLETIONS: Final = "SELECT job, count(*) FROM ledger WHERE status = 'completed' GROUP BY job"
CLAIMS: Final = "SELECT count(*) FROM ledger WHERE status = 'processing'"
OUT_OF_ORDER: Final = """
SELECT count(*) FROM passages AS this JOIN passages AS last
ON last.job_id = this.job_id AND last.sequence = this.sequence - 1
WHERE this.position <= last.position
"""
WITH_GAPS: Final = """
SELECT count(*) FROM (
    SELECT job_id FROM passages GROUP BY job_id HAVING max(sequence) <> count(*)
) AS holed
"""
KEYS: Final = "SELECT blob_key FROM jobs"


class Ledger:
    """Asks the database, and waits while it is away."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def open(self) -> None:
        """Begin to write down what happens to the table of jobs."""
        async with await psycopg.AsyncConnection.connect(self._url) as connection:
            await connection.execute(TRIGGER)

    async def ask(
        self, question: LiteralString, values: Mapping[str, Any] | None = None
    ) -> Sequence[TupleRow]:
        """Give the rows of the answer, however long that takes."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url) as connection:
                    return await (await connection.execute(question, values)).fetchall()
            except psycopg.OperationalError:
                await asyncio.sleep(POLL_SECONDS)

    async def count(self, question: LiteralString) -> int:
        """Give the one number of the answer."""
        [[number]] = await self.ask(question)
        return int(number)

    async def until_none(self, question: LiteralString, *, seconds: float) -> None:
        """Wait until a number is 0. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while await self.count(question):  # noqa: ASYNC110  # another process wakes nobody
                await asyncio.sleep(POLL_SECONDS)

    async def taken_over(self, jobs: Sequence[TupleRow]) -> "TakenOver":
        """Wait until others work on all of these jobs, or they have ended."""
        began = time.time()
        given_back = [await self._at(GIVEN_BACK, job) for job in jobs]
        went_on = [await self._at(WENT_ON, job) for job in jobs]
        return TakenOver(max(given_back) - began, max(went_on) - began)

    async def _at(self, question: LiteralString, claim: TupleRow) -> float:
        job, attempt, _ = claim
        while True:
            [[at]] = await self.ask(question, {"job": job, "attempt": attempt})
            if at is not None:
                return float(at)
            await asyncio.sleep(POLL_SECONDS)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Seconds until the last of some jobs was free for others, and until somebody worked on it."""

    given_back: float
    went_on: float
