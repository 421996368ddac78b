"""What every JobRepository promises to whoever wants to hear of a job's end."""

from datetime import timedelta

import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from application.ports.webhooks import DeliveryQuery
from domain.errors.jobs import StaleJobError
from domain.job import Failure, Job, JobStatus
from domain.webhooks import Delivery
from tests.contracts.job_repository import ADA, NEW_YEAR, keep
from tests.samples import a_job

URL = "https://example.com/hook"


def listened_to(**changes: object) -> Job:
    return a_job(**{"owner": ADA, "webhook_url": URL, "attempt": 1, **changes})


def running(**changes: object) -> Job:
    return listened_to(**{"status": JobStatus.PROCESSING, **changes})


ENDS = (
    (running(), lambda job: job.completed(at=NEW_YEAR, duration_seconds=1.0)),
    (running(), lambda job: job.failed(Failure("c", "m"), at=NEW_YEAR)),
    (running(), lambda job: job.cancelled(at=NEW_YEAR)),
    (listened_to(), lambda job: job.cancelled(at=NEW_YEAR)),
)


async def told(units: UnitOfWorkFactory) -> tuple[Delivery, ...]:
    async with units() as uow:
        return (await uow.deliveries.page(DeliveryQuery(ADA))).deliveries


async def replace(units: UnitOfWorkFactory, before: Job, after: Job) -> None:
    async with units() as uow:
        await uow.jobs.replace(before, after)
        await uow.commit()


class JobEndingContract:
    @pytest.mark.parametrize(("before", "end"), ENDS)
    async def test_however_a_job_ends_the_news_is_in_the_outbox(
        self, units: UnitOfWorkFactory, before: Job, end: object
    ) -> None:
        await keep(units, before)
        assert await told(units) == ()
        after = end(before)  # type: ignore[operator]  # one of the lambdas above
        await replace(units, before, after)
        (news,) = await told(units)
        assert (news.job_id, news.job_status, news.url) == (before.id, after.status, URL)
        assert news.due_at == news.occurred_at == NEW_YEAR

    async def test_a_job_that_comes_in_ended_is_told_of_too(self, units: UnitOfWorkFactory) -> None:
        job = listened_to(status=JobStatus.COMPLETED, completed_at=NEW_YEAR)
        await keep(units, job)
        assert [news.job_id for news in await told(units)] == [job.id]

    async def test_nothing_is_told_of_an_end_that_is_undone(self, units: UnitOfWorkFactory) -> None:
        job = listened_to()
        await keep(units, job)
        async with units() as uow:
            await uow.jobs.replace(job, job.cancelled(at=NEW_YEAR))
        assert await told(units) == ()

    async def test_a_late_end_of_a_job_makes_no_delivery(self, units: UnitOfWorkFactory) -> None:
        job = running()
        await keep(units, job)
        await replace(units, job, job.cancelled(at=NEW_YEAR))
        with pytest.raises(StaleJobError):
            await replace(units, job, job.completed(at=NEW_YEAR, duration_seconds=1.0))
        assert [news.job_status for news in await told(units)] == [JobStatus.CANCELLED]

    async def test_only_an_end_is_told(self, units: UnitOfWorkFactory) -> None:
        job, ended = running(), listened_to(status=JobStatus.FAILED, completed_at=NEW_YEAR)
        unheard = running(webhook_url=None)
        await keep(units, job, unheard)
        await replace(units, job, job.handed_back())
        await replace(units, unheard, unheard.cancelled(at=NEW_YEAR))
        assert await told(units) == ()
        await keep(units, ended)
        await replace(units, ended, ended)
        await replace(units, ended, ended.retried())
        assert len(await told(units)) == 1

    async def test_every_end_of_a_job_is_told(self, units: UnitOfWorkFactory) -> None:
        job = listened_to()
        await keep(units, job)
        for minutes in (1, 2):
            cancelled = job.cancelled(at=NEW_YEAR + timedelta(minutes=minutes))
            await replace(units, job, cancelled)
            job = cancelled.retried()
            await replace(units, cancelled, job)
        assert len({news.id for news in await told(units)}) == 2

    async def test_the_news_outlives_the_job(self, units: UnitOfWorkFactory) -> None:
        job = listened_to(status=JobStatus.COMPLETED, completed_at=NEW_YEAR)
        await keep(units, job)
        async with units() as uow:
            await uow.jobs.delete(job)
            await uow.commit()
        assert len(await told(units)) == 1
