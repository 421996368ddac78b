"""What every JobRepository promises to those who look after the jobs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.ports.jobs import JobQuery
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.job import BlobKey, Job, JobStatus
from tests.contracts.job_repository import NEW_YEAR, aged, keep
from tests.samples import a_job, a_recording


def ended(minutes: int, status: JobStatus = JobStatus.COMPLETED) -> Job:
    return a_job(status=status, completed_at=NEW_YEAR + timedelta(minutes=minutes))


class JobSweepingContract:
    async def test_only_what_is_worked_on_is_processing(self, units: UnitOfWorkFactory) -> None:
        running = a_job(status=JobStatus.PROCESSING)
        await keep(units, running, *(a_job(status=s) for s in JobStatus if s != "processing"))
        async with units() as uow:
            assert [job.id for job in await uow.jobs.processing()] == [running.id]

    async def test_what_waits_is_listed_page_by_page_the_oldest_first(
        self, units: UnitOfWorkFactory
    ) -> None:
        jobs = [aged(minutes) for minutes in (3, 1, 2, 1)]
        await keep(units, *jobs, aged(0, status=JobStatus.FAILED))
        seen: list[Job] = []
        async with units() as uow:
            while page := await uow.jobs.queued(after=seen[-1] if seen else None, limit=3):
                seen += page
        in_order = sorted(jobs, key=lambda job: (job.created_at, job.id))
        assert [job.id for job in seen] == [job.id for job in in_order]

    @pytest.mark.parametrize("status", [status for status in JobStatus if status.ended])
    async def test_what_ended_long_ago_is_found_by_its_outcome(
        self, units: UnitOfWorkFactory, status: JobStatus
    ) -> None:
        old, older, young = ended(2, status), ended(1, status), ended(3, status)
        others = [ended(1, other) for other in JobStatus if other.ended and other is not status]
        await keep(units, old, older, young, *others)
        before = NEW_YEAR + timedelta(minutes=3)
        async with units() as uow:
            found = await uow.jobs.ended(status, before=before, limit=10)
            first = await uow.jobs.ended(status, before=before, limit=1)
        assert [job.id for job in found] == [older.id, old.id]
        assert [job.id for job in first] == [older.id]

    async def test_keys_in_use_are_told_from_others(self, units: UnitOfWorkFactory) -> None:
        used, unused = BlobKey("audio/used"), BlobKey("audio/unused")
        await keep(units, a_job(recording=replace(a_recording(), key=used)))
        async with units() as uow:
            assert await uow.jobs.keys_in_use([used, unused]) == {used}
            assert await uow.jobs.keys_in_use([]) == frozenset()

    async def test_a_list_may_be_of_all_owners(self, units: UnitOfWorkFactory) -> None:
        jobs = [ended(1, JobStatus.FAILED), ended(2, JobStatus.FAILED)]
        await keep(units, *jobs, ended(3))
        async with units() as uow:
            page = await uow.jobs.page(JobQuery(None, status=JobStatus.FAILED))
        assert {job.id for job in page.jobs} == {job.id for job in jobs}
        assert page.total == 2
