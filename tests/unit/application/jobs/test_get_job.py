import pytest

from application.forecasts.model_speed import ModelSpeed
from application.jobs.get_job import GetJob
from domain.errors.jobs import JobNotFoundError
from domain.job import Job, JobStatus
from domain.job_details import QueueStatus
from tests.fakes.house import House
from tests.fakes.interference import Interference
from tests.fakes.transcriber import forever
from tests.samples import a_job, a_passage, a_user


@pytest.fixture
def get(house: House) -> GetJob:
    return GetJob(
        house.units, house.queue, house.job_cache(), ModelSpeed(house.clock), concurrency=2
    )


async def ended(house: House, status: JobStatus = JobStatus.COMPLETED) -> Job:
    job = await house.add(a_job(owner=house.ada.id, status=status), a_passage(" one"))
    house.queue.waiting.clear()
    return job


async def test_a_waiting_job_is_shown_with_its_message(house: House, get: GetJob) -> None:
    job = await house.add()
    details = await get(job.id, caller=house.ada)
    assert (details.job, details.queue_status) == (job, QueueStatus.PENDING)
    assert (details.text, details.eta_seconds) == (None, None)


async def test_a_completed_job_is_shown_with_its_words(house: House, get: GetJob) -> None:
    job = await house.add(
        a_job(owner=house.ada.id, status=JobStatus.COMPLETED), a_passage(" one"), a_passage(" two")
    )
    assert (await get(job.id, caller=house.ada)).text == "one two"


async def test_a_recording_without_a_word_has_an_empty_transcript(
    house: House, get: GetJob
) -> None:
    job = await house.add(a_job(owner=house.ada.id, status=JobStatus.COMPLETED))
    assert (await get(job.id, caller=house.ada)).text == ""


@pytest.mark.parametrize("status", [s for s in JobStatus if s is not JobStatus.COMPLETED])
async def test_words_are_shown_only_when_all_of_them_are_there(
    house: House, get: GetJob, status: JobStatus
) -> None:
    job = await ended(house, status)
    assert (await get(job.id, caller=house.ada)).text is None


async def test_nobody_sees_the_job_of_another_not_even_from_the_cache(
    house: House, get: GetJob
) -> None:
    job = await ended(house)
    await get(job.id, caller=house.ada)
    with pytest.raises(JobNotFoundError):
        await get(job.id, caller=a_user("bob"))


async def test_a_job_that_does_not_exist_is_not_found(house: House, get: GetJob) -> None:
    with pytest.raises(JobNotFoundError):
        await get(a_job().id, caller=house.ada)


@pytest.mark.parametrize("status", [status for status in JobStatus if status.ended])
async def test_a_job_that_has_ended_is_not_looked_up_twice(
    house: House, get: GetJob, status: JobStatus
) -> None:
    job = await ended(house, status)
    first = await get(job.id, caller=house.ada)
    house.outage.begin(1)
    assert await get(job.id, caller=house.ada) == first


@pytest.mark.parametrize("status", [s for s in JobStatus if not s.ended])
async def test_a_job_that_goes_on_is_looked_up_each_time(
    house: House, get: GetJob, status: JobStatus
) -> None:
    job = await house.add(a_job(owner=house.ada.id, status=status))
    await get(job.id, caller=house.ada)
    async with house.units() as uow:
        await uow.jobs.delete(job)
        await uow.commit()
    with pytest.raises(JobNotFoundError):
        await get(job.id, caller=house.ada)


async def test_a_handler_that_is_still_ending_is_not_remembered_as_running(
    house: House, get: GetJob
) -> None:
    """The job is completed a moment before its handler is; that moment must not last."""
    job = await ended(house)
    house.queue._running = job.id
    assert (await get(job.id, caller=house.ada)).queue_status is QueueStatus.RUNNING
    house.queue._running = None
    house.queue._finished.add(job.id)
    assert (await get(job.id, caller=house.ada)).queue_status is QueueStatus.FINISHED


async def test_a_reader_who_is_overtaken_by_a_deletion_does_not_bring_the_job_back(
    house: House, get: GetJob
) -> None:
    job = await ended(house)

    async def delete() -> None:
        async with house.units() as uow:
            await uow.jobs.delete(job)
            await uow.commit()
        await house.job_cache().forget(job)

    slow = GetJob(
        Interference(house.units, after_reading=delete),
        house.queue,
        house.job_cache(),
        ModelSpeed(house.clock),
        1,
    )
    await slow(job.id, caller=house.ada)
    with pytest.raises(JobNotFoundError):
        await get(job.id, caller=house.ada)


async def test_how_long_it_takes_is_estimated_from_what_was_measured(
    house: House, get: GetJob
) -> None:
    house.transcriber.before[1] = lambda: house.clock.advance(2)
    done = await house.add()
    await house.transcribe_job()(done.id)
    house.transcriber.before = {2: forever}
    job = await house.add()
    task = await house.begin(house.transcribe_job()(job.id))
    details = await get(job.id, caller=house.ada)
    assert details.job.progress == 0.5
    assert details.eta_seconds == 1.0
    task.cancel()
