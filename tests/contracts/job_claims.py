"""What every JobRepository promises of claims: one worker at a time, and no late writer."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.jobs import StaleJobError
from domain.job import Failure, Job, JobStatus, Lease, WorkerName
from domain.transcript import DetectedLanguage
from tests.contracts.job_repository import NEW_YEAR, keep, stored
from tests.samples import a_job, a_passage

LATER = NEW_YEAR + timedelta(seconds=61)  # the first lease has run out


def lease_of(worker: str, *, until: datetime) -> Lease:
    return Lease(WorkerName(worker), until)


async def claim(
    units: UnitOfWorkFactory,
    job: Job,
    worker: str,
    *,
    at: datetime = NEW_YEAR,
    alone: bool = False,
) -> Job | None:
    lease = lease_of(worker, until=at + timedelta(seconds=60))
    async with units() as uow:
        mine = await uow.jobs.claim(job.id, lease, at=at, alone=alone)
        await uow.commit()
    return mine


async def begun(units: UnitOfWorkFactory) -> Job:
    """Make a job that a worker has just claimed."""
    job = a_job()
    await keep(units, job)
    mine = await claim(units, job, "first")
    assert mine is not None
    return mine


async def lose(units: UnitOfWorkFactory, job: Job) -> Job:
    """Take the job back from a process that died."""
    async with units() as uow:
        now = await uow.jobs.get(job.id)
        await uow.jobs.replace(now, now.lost())
        await uow.commit()
    return now.lost()


async def take_over(units: UnitOfWorkFactory, job: Job) -> Job:
    await lose(units, job)
    theirs = await claim(units, job, "second", at=LATER, alone=True)
    assert theirs is not None
    return theirs


async def cancel(units: UnitOfWorkFactory, job: Job) -> None:
    async with units() as uow:
        now = await uow.jobs.get(job.id)
        await uow.jobs.replace(now, now.cancelled(at=LATER))
        await uow.commit()


class JobClaimContract:
    async def test_a_queued_job_goes_to_who_claims_it(self, units: UnitOfWorkFactory) -> None:
        job = a_job()
        await keep(units, job)
        mine = await claim(units, job, "first")
        lease = lease_of("first", until=NEW_YEAR + timedelta(seconds=60))
        assert mine == job.claimed(lease, at=NEW_YEAR)
        assert await stored(units, job) == mine

    async def test_of_many_claims_at_once_exactly_one_wins(self, units: UnitOfWorkFactory) -> None:
        job = a_job()
        await keep(units, job)
        claims = await asyncio.gather(*(claim(units, job, f"w{n}") for n in range(50)))
        [won] = [mine for mine in claims if mine is not None]
        assert await stored(units, job) == won
        assert won.attempt == 1

    async def test_many_jobs_claimed_at_once_all_find_a_worker(
        self, units: UnitOfWorkFactory
    ) -> None:
        jobs = [a_job() for _ in range(25)]
        await keep(units, *jobs)
        claims = await asyncio.gather(*(claim(units, job, "w") for job in jobs * 2))
        assert sorted(mine.id for mine in claims if mine) == sorted(job.id for job in jobs)

    async def test_a_job_whose_lease_holds_is_not_given_away(
        self, units: UnitOfWorkFactory
    ) -> None:
        mine = await begun(units)
        assert await claim(units, mine, "second", at=NEW_YEAR + timedelta(seconds=59)) is None
        assert await stored(units, mine) == mine

    async def test_a_job_whose_lease_ran_out_is_its_workers_until_it_is_taken_back(
        self, units: UnitOfWorkFactory
    ) -> None:
        mine = await begun(units)
        assert await claim(units, mine, "second", at=LATER, alone=True) is None
        assert await stored(units, mine) == mine

    async def test_a_job_that_was_taken_back_is_claimed_as_its_next_attempt(
        self, units: UnitOfWorkFactory
    ) -> None:
        theirs = await take_over(units, await begun(units))
        assert theirs.attempt == 2
        assert theirs.started_at == NEW_YEAR
        assert theirs.lease == lease_of("second", until=LATER + timedelta(seconds=60))

    async def test_a_suspected_job_goes_only_to_who_runs_it_alone(
        self, units: UnitOfWorkFactory
    ) -> None:
        lost = await lose(units, await begun(units))
        assert await claim(units, lost, "second", at=LATER) is None
        assert await stored(units, lost) == lost
        theirs = await claim(units, lost, "second", at=LATER, alone=True)
        assert theirs is not None
        assert theirs.suspected

    async def test_of_many_that_would_run_a_suspected_job_alone_exactly_one_gets_it(
        self, units: UnitOfWorkFactory
    ) -> None:
        lost = await lose(units, await begun(units))
        claims = await asyncio.gather(*(claim(units, lost, f"w{n}", alone=True) for n in range(20)))
        assert [theirs.attempt for theirs in claims if theirs] == [2]

    async def test_a_worker_that_runs_alone_may_claim_any_job(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = a_job()
        await keep(units, job)
        assert await claim(units, job, "first", alone=True) is not None

    async def test_a_job_that_was_cleared_may_run_beside_others_next(
        self, units: UnitOfWorkFactory
    ) -> None:
        theirs = await take_over(units, await begun(units))
        async with units() as uow:
            await uow.jobs.renew(theirs.cleared(), lease_of("second", until=LATER))
            await uow.commit()
        assert not (await stored(units, theirs)).suspected
        async with units() as uow:
            now = await uow.jobs.get(theirs.id)
            await uow.jobs.replace(now, now.handed_back())
            await uow.commit()
        assert await claim(units, theirs, "third", at=LATER) is not None

    @pytest.mark.parametrize("status", [status for status in JobStatus if status.ended])
    async def test_a_job_that_has_ended_cannot_be_claimed(
        self, units: UnitOfWorkFactory, status: JobStatus
    ) -> None:
        job = a_job(status=status)
        await keep(units, job)
        assert await claim(units, job, "first", at=LATER) is None

    async def test_a_job_that_is_gone_cannot_be_claimed(self, units: UnitOfWorkFactory) -> None:
        assert await claim(units, a_job(), "first") is None


class FencingContract:
    async def test_a_renewal_writes_lease_progress_and_language_only(
        self, units: UnitOfWorkFactory
    ) -> None:
        mine = await begun(units)
        lease = lease_of("first", until=LATER)
        detected = DetectedLanguage("fr", 0.75)
        told = replace(
            mine.advanced(progress=0.25, detected=detected),
            failure=Failure("not", "to be written"),
            started_at=LATER,
        )
        async with units() as uow:
            await uow.jobs.renew(told, lease)
            await uow.commit()
        expected = replace(mine, lease=lease, progress=0.25, detected=detected)
        assert await stored(units, mine) == expected

    async def test_what_an_attempt_told_meanwhile_outlives_a_decision_made_before(
        self, units: UnitOfWorkFactory
    ) -> None:
        mine = await begun(units)
        told = mine.advanced(progress=0.5, detected=DetectedLanguage("fr", 0.75))
        async with units() as uow:
            await uow.jobs.renew(told, lease_of("first", until=LATER))
            await uow.commit()
        async with units() as uow:
            await uow.jobs.replace(mine, mine.cancelled(at=LATER))
            await uow.commit()
        assert await stored(units, mine) == told.cancelled(at=LATER)

    async def test_a_late_sign_of_life_takes_nothing_back(self, units: UnitOfWorkFactory) -> None:
        mine = await begun(units)
        told = mine.advanced(progress=0.5, detected=DetectedLanguage("fr", 0.75))
        lease = lease_of("first", until=LATER)
        async with units() as uow:
            await uow.jobs.renew(told, lease)
            await uow.jobs.renew(mine, lease)
            await uow.commit()
        assert await stored(units, mine) == replace(told, lease=lease)

    async def test_a_renewal_tells_how_the_model_comes_along_and_the_end_forgets_it(
        self, units: UnitOfWorkFactory
    ) -> None:
        mine = await begun(units)
        lease = lease_of("first", until=LATER)
        for share in (0.25, 0.5, None, 0.75):
            async with units() as uow:
                await uow.jobs.renew(mine.prepared(share), lease)
                await uow.commit()
            assert (await stored(units, mine)).preparing == share
        await cancel(units, mine)
        assert (await stored(units, mine)).preparing is None

    async def test_the_next_attempt_prepares_its_model_again(
        self, units: UnitOfWorkFactory
    ) -> None:
        mine = await begun(units)
        async with units() as uow:
            await uow.jobs.renew(mine.prepared(0.5), lease_of("first", until=NEW_YEAR))
            await uow.commit()
        assert (await take_over(units, mine)).preparing is None

    async def test_an_attempt_that_was_given_up_cannot_renew(
        self, units: UnitOfWorkFactory
    ) -> None:
        mine = await begun(units)
        theirs = await take_over(units, mine)
        async with units() as uow:
            with pytest.raises(StaleJobError):
                await uow.jobs.renew(mine, lease_of("first", until=LATER))
        assert await stored(units, mine) == theirs

    async def test_an_attempt_that_was_given_up_cannot_end_the_job(
        self, units: UnitOfWorkFactory
    ) -> None:
        mine = await begun(units)
        theirs = await take_over(units, mine)
        async with units() as uow:
            with pytest.raises(StaleJobError):
                await uow.jobs.replace(mine, mine.completed(at=LATER, duration_seconds=10.0))
        assert await stored(units, mine) == theirs

    async def test_an_attempt_that_was_given_up_cannot_add_a_passage(
        self, units: UnitOfWorkFactory
    ) -> None:
        mine = await begun(units)
        await take_over(units, mine)
        with pytest.raises(StaleJobError):
            await self.checkpoint(units, mine)
        async with units() as uow:
            assert await uow.passages.last(mine.id) is None

    async def test_a_passage_is_added_while_the_attempt_holds(
        self, units: UnitOfWorkFactory
    ) -> None:
        mine = await begun(units)
        await self.checkpoint(units, mine)
        async with units() as uow:
            assert await uow.passages.last(mine.id) == a_passage(" one")

    async def test_a_cancelled_job_cannot_be_renewed(self, units: UnitOfWorkFactory) -> None:
        mine = await begun(units)
        await cancel(units, mine)
        async with units() as uow:
            with pytest.raises(StaleJobError):
                await uow.jobs.renew(mine, lease_of("first", until=LATER))
        assert (await stored(units, mine)).status is JobStatus.CANCELLED

    async def test_a_cancel_that_races_with_renewals_wins(self, units: UnitOfWorkFactory) -> None:
        mine = await begun(units)
        racers = [self.checkpoint(units, mine) for _ in range(10)]
        racers.insert(5, cancel(units, mine))
        results = await asyncio.gather(*racers, return_exceptions=True)
        assert results[5] is None
        others = results[:5] + results[6:]
        assert all(result is None or isinstance(result, StaleJobError) for result in others)
        job = await stored(units, mine)
        async with units() as uow:
            segments = [segment async for segment in uow.passages.segments(mine.id)]
        assert (job.status, job.lease) == (JobStatus.CANCELLED, None)
        assert len(segments) == others.count(None)

    async def test_of_an_end_and_a_cancel_at_once_one_wins(self, units: UnitOfWorkFactory) -> None:
        mine = await begun(units)
        ends = mine.completed(at=LATER, duration_seconds=10.0), mine.cancelled(at=LATER)

        async def end(after: Job) -> Job:
            async with units() as uow:
                await uow.jobs.replace(mine, after)
                await uow.commit()
            return after

        results = await asyncio.gather(*map(end, ends), return_exceptions=True)
        [won] = [result for result in results if isinstance(result, Job)]
        [lost] = [result for result in results if isinstance(result, BaseException)]
        assert isinstance(lost, StaleJobError)
        assert await stored(units, mine) == won

    @staticmethod
    async def checkpoint(units: UnitOfWorkFactory, mine: Job) -> None:
        async with units() as uow:
            await uow.jobs.renew(mine, lease_of("first", until=LATER))
            await uow.passages.append(mine.id, a_passage(" one"))
            await uow.commit()
