"""What every CorrectionRepository promises."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from domain.correction import Correction
from domain.errors.jobs import StaleJobError
from domain.job import Job, JobId
from tests.contracts.job_repository import keep
from tests.samples import a_job

AT = datetime(2026, 3, 1, 9, 30, 0, 250_000, tzinfo=UTC)


async def a_corrected_job(units: UnitOfWorkFactory, *corrections: Correction) -> Job:
    job = a_job()
    await keep(units, job)
    await correct(units, job, *corrections)
    return job


async def correct(units: UnitOfWorkFactory, job: Job, *corrections: Correction) -> None:
    async with units() as uow:
        for correction in corrections:
            await uow.corrections.keep(job.id, correction)
        await uow.commit()


async def corrections_of(units: UnitOfWorkFactory, job: Job) -> list[Correction]:
    async with units() as uow:
        return [correction async for correction in uow.corrections.of(job.id)]


class CorrectionRepositoryContract:
    async def test_corrections_are_read_in_the_order_of_their_segments(
        self, units: UnitOfWorkFactory
    ) -> None:
        wanted = [Correction(0, "", AT), Correction(3, "Ära 会議 🎙️", AT), Correction(12, "x", AT)]
        job = await a_corrected_job(units, wanted[2], wanted[0], wanted[1])
        await a_corrected_job(units, Correction(1, "of another job", AT))
        assert await corrections_of(units, job) == wanted

    async def test_a_later_correction_replaces_an_earlier_one(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = await a_corrected_job(units, Correction(1, "one", AT))
        later = Correction(1, "two", AT.replace(year=2027))
        await correct(units, job, later)
        assert await corrections_of(units, job) == [later]

    async def test_a_correction_can_be_withdrawn_more_than_once(
        self, units: UnitOfWorkFactory
    ) -> None:
        kept = Correction(2, "stays", AT)
        job = await a_corrected_job(units, Correction(1, "goes", AT), kept)
        for _ in range(2):
            async with units() as uow:
                await uow.corrections.withdraw(job.id, 1)
                await uow.commit()
        assert await corrections_of(units, job) == [kept]

    async def test_many_are_read_whole(self, units: UnitOfWorkFactory) -> None:
        many = [Correction(index, f"{index}", AT) for index in range(1_201)]
        job = await a_corrected_job(units, *many)
        assert await corrections_of(units, job) == many

    async def test_it_says_which_jobs_have_any(self, units: UnitOfWorkFactory) -> None:
        corrected = await a_corrected_job(units, Correction(0, "a", AT), Correction(1, "b", AT))
        untouched = await a_corrected_job(units)
        await a_corrected_job(units, Correction(0, "not asked for", AT))
        async with units() as uow:
            asked = [corrected.id, untouched.id, JobId(uuid4())]
            assert await uow.corrections.corrected(asked) == {corrected.id}
            assert await uow.corrections.corrected([]) == frozenset()

    async def test_corrections_are_deleted_with_their_job(self, units: UnitOfWorkFactory) -> None:
        job = await a_corrected_job(units, Correction(0, "a", AT))
        async with units() as uow:
            await uow.jobs.delete(job)
            await uow.commit()
        assert await corrections_of(units, job) == []

    async def test_a_job_that_is_gone_takes_none(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            with pytest.raises(StaleJobError):
                await uow.corrections.keep(JobId(uuid4()), Correction(0, "a", AT))

    async def test_what_is_not_committed_is_undone(self, units: UnitOfWorkFactory) -> None:
        job = await a_corrected_job(units)
        async with units() as uow:
            await uow.corrections.keep(job.id, Correction(0, "a", AT))
        assert await corrections_of(units, job) == []
