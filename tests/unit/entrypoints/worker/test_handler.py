from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog
from structlog.testing import LogCapture

from domain.events import JobCompleted, JobFailed, JobHandedBack, JobStarted
from domain.job import JobStatus
from entrypoints.worker.handler import JobHandler
from tests.fakes.house import House
from tests.fakes.transcriber import raising
from tests.samples import a_job


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def handler(house: House) -> JobHandler:
    return JobHandler(house.transcribe_job(), house.fail_job())


@pytest.fixture(autouse=True)
def log() -> Iterator[LogCapture]:
    captured = LogCapture()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, captured])
    yield captured
    structlog.reset_defaults()


async def test_a_message_is_turned_into_a_transcript(house: House, handler: JobHandler) -> None:
    job = await house.add()
    await handler(job.id)
    assert house.stored(job).status is JobStatus.COMPLETED


async def test_an_error_nobody_foresaw_fails_the_job_and_not_the_worker(
    house: House, handler: JobHandler, log: LogCapture
) -> None:
    house.transcriber.before[1] = raising(ZeroDivisionError("a secret detail"))
    broken, next_one = await house.add(), await house.add()
    await handler(broken.id)
    await handler(next_one.id)
    failed = house.stored(broken)
    assert failed.failure is not None
    assert failed.failure.code == "internal_error"
    assert "secret" not in failed.failure.message
    assert house.stored(next_one).status is JobStatus.COMPLETED
    assert house.told == [JobStarted, JobFailed, JobStarted, JobCompleted]
    (crash,) = [entry for entry in log.entries if entry["event"] == "job_crashed"]
    assert crash["job_id"] == str(broken.id)


@pytest.mark.parametrize("seconds", [2, 15, 45, 300])
async def test_a_crash_while_the_database_is_away_is_written_once_it_is_back(
    house: House, handler: JobHandler, seconds: int
) -> None:
    async def crash() -> None:
        house.outage.begin(seconds)
        raise ZeroDivisionError

    house.transcriber.before[1] = crash
    job = await house.add()
    await house.finish(await house.begin(handler(job.id)))
    assert house.stored(job).status is JobStatus.FAILED


async def test_a_crash_does_not_end_what_another_worker_has_taken_over(
    house: House, handler: JobHandler
) -> None:
    async def freeze_and_crash() -> None:
        house.clock._now += timedelta(seconds=60)  # as long as the lease: it is given up for dead
        await house.take_back_job()(house.stored(job))
        async with house.units() as uow:
            lease = house.transcribe_job("second")._lease()
            assert await uow.jobs.claim(job.id, lease, at=house.clock.now(), alone=True)
            await uow.commit()
        raise ZeroDivisionError

    house.transcriber.before[1] = freeze_and_crash
    job = await house.add()
    await handler(job.id)
    assert house.stored(job).status is JobStatus.PROCESSING
    assert house.told == [JobStarted, JobHandedBack]


async def test_a_crash_in_a_job_that_was_deleted_meanwhile_is_only_logged(
    house: House, handler: JobHandler, log: LogCapture
) -> None:
    async def delete_and_crash() -> None:
        async with house.units() as uow:
            await uow.jobs.delete(job)
            await uow.commit()
        raise ZeroDivisionError

    house.transcriber.before[1] = delete_and_crash
    job = await house.add()
    await handler(job.id)
    assert [entry["event"] for entry in log.entries] == ["job_crashed", "job_changed_hands"]


async def test_a_message_for_a_job_that_is_gone_is_no_crash(
    handler: JobHandler, log: LogCapture
) -> None:
    await handler(a_job().id)
    assert log.entries == []
