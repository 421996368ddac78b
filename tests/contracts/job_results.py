"""What every JobRepository promises of finding a result again."""

from datetime import timedelta

from application.ports.unit_of_work import UnitOfWorkFactory
from domain.job import Job, JobId, JobStatus, Lease, WorkerName
from domain.user import UserId
from tests.contracts.job_repository import ADA, BOB, NEW_YEAR, aged, keep, stored

LEASE = Lease(WorkerName("w"), NEW_YEAR)


def done(minutes: int, *, owner: UserId = ADA, revision: str | None = "r") -> Job:
    return (
        aged(minutes, owner=owner)
        .claimed(LEASE, at=NEW_YEAR)
        .completed(at=NEW_YEAR, duration_seconds=1.0, model_revision=revision)
    )


async def found(units: UnitOfWorkFactory, like: Job, owner: UserId = ADA) -> JobId | None:
    assert like.result_fingerprint
    async with units() as uow:
        job = await uow.jobs.with_result(owner, like.result_fingerprint)
    return job.id if job else None


class JobResultContract:
    async def test_of_several_jobs_with_a_result_the_oldest_is_found(
        self, units: UnitOfWorkFactory
    ) -> None:
        newer, older = done(2), done(1)
        await keep(units, newer, older, done(0, owner=BOB), done(0, revision=None))
        assert await found(units, newer) == older.id

    async def test_nobody_elses_result_is_found(self, units: UnitOfWorkFactory) -> None:
        job = done(0, owner=BOB)
        await keep(units, job)
        assert await found(units, job) is None
        assert await found(units, job, BOB) == job.id

    async def test_a_result_of_another_revision_is_not_found(
        self, units: UnitOfWorkFactory
    ) -> None:
        await keep(units, done(0))
        assert await found(units, done(0, revision="s")) is None

    async def test_a_result_is_found_once_its_job_is_completed(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = aged(0, owner=ADA)
        running = job.claimed(LEASE, at=NEW_YEAR)
        await keep(units, running)
        completed = running.completed(at=NEW_YEAR, duration_seconds=1.0, model_revision="r")
        assert await found(units, completed) is None
        async with units() as uow:
            await uow.jobs.replace(running, completed)
            await uow.commit()
        assert await found(units, completed) == job.id

    async def test_a_deleted_jobs_result_is_gone(self, units: UnitOfWorkFactory) -> None:
        job = done(0)
        await keep(units, job)
        async with units() as uow:
            await uow.jobs.delete(job)
            await uow.commit()
        assert await found(units, job) is None

    async def test_where_a_result_came_from_is_kept(self, units: UnitOfWorkFactory) -> None:
        original = done(0)
        job = aged(1, owner=ADA).reusing(original, at=NEW_YEAR + timedelta(hours=1))
        await keep(units, job)
        kept = await stored(units, job)
        assert kept == job
        assert kept.status is JobStatus.COMPLETED
        assert kept.reused_from == original.id
