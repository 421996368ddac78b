from dataclasses import replace
from datetime import timedelta

import pytest

from application.ports.unit_of_work import UnitOfWork
from application.upkeep.recover_jobs import RecoverJobs
from application.upkeep.take_back_job import TakeBackJob
from domain.events import JobFailed, JobHandedBack
from domain.job import Job, JobStatus, Lease, WorkerName
from domain.options import Priority, TranscriptionOptions
from tests.fakes.house import House
from tests.fakes.transcriber import GERMAN
from tests.samples import a_job, a_passage


def begun(house: House, **changes: object) -> Job:
    """Make a job whose worker died a second ago, long before its lease runs out."""
    lease = Lease(WorkerName("dead"), house.clock.now() + timedelta(seconds=59))
    return a_job(owner=house.ada.id, **changes).claimed(lease, at=house.clock.now())


async def restart(house: House) -> int:
    house.queue.waiting.clear()
    return await RecoverJobs(house.units, house.queue, house.take_back_job())()


async def test_what_was_half_done_waits_again(house: House) -> None:
    job = await house.add(begun(house).advanced(progress=0.5, detected=GERMAN), a_passage(" one"))
    assert await restart(house) == 1
    waiting = house.stored(job)
    assert waiting == job.lost()
    assert (waiting.status, waiting.lease) == (JobStatus.QUEUED, None)
    assert house.words(job) == " one"
    assert house.events.published == [JobHandedBack(waiting)]


async def test_an_attempt_whose_process_died_is_not_charged_and_runs_alone_next(
    house: House,
) -> None:
    job = await house.add(begun(house))
    await restart(house)
    waiting = house.stored(job)
    assert (waiting.attempts_spent, waiting.crashes, waiting.suspected) == (0, 1, True)


async def test_a_job_that_killed_its_process_alone_fails_and_is_not_queued(house: House) -> None:
    job = await house.add(replace(begun(house), suspected=True, crashes=1))
    house.queue.waiting.clear()
    recover = RecoverJobs(house.units, house.queue, house.take_back_job(max_attempts=1))
    assert await recover() == 0
    assert house.stored(job).status is JobStatus.FAILED
    assert house.told == [JobFailed]
    assert house.queue.waiting == []


async def test_what_has_to_run_alone_goes_first_and_then_the_oldest(house: House) -> None:
    now = house.clock.now()
    urgent = TranscriptionOptions(priority=Priority.HIGH)
    young = await house.add(a_job(created_at=now + timedelta(minutes=2)))
    old = await house.add(a_job(created_at=now))
    half_done = await house.add(begun(house, created_at=now + timedelta(minutes=1)))
    suspected = await house.add(a_job(created_at=now + timedelta(minutes=4), suspected=True))
    pressing = await house.add(a_job(created_at=now + timedelta(minutes=3), options=urgent))
    assert await restart(house) == 5
    assert [message.job_id for message in house.queue.waiting] == [
        job.id for job in (pressing, half_done, suspected, old, young)
    ]
    assert house.told == [JobHandedBack]


@pytest.mark.parametrize("status", [status for status in JobStatus if status.ended])
async def test_what_has_ended_stays_as_it_is(house: House, status: JobStatus) -> None:
    job = await house.add(a_job(status=status))
    assert await restart(house) == 0
    assert house.stored(job) == job
    assert house.queue.waiting == []


async def test_a_job_that_changes_meanwhile_does_not_keep_the_others_waiting(
    house: House,
) -> None:
    first = await house.add(begun(house))
    second = await house.add(begun(house, created_at=house.clock.now()))
    work_begun = 0

    class Meddling:
        """Lets somebody cancel the first job once the list has been read."""

        def __call__(self) -> UnitOfWork:
            nonlocal work_begun
            work_begun += 1
            if work_begun == 2:
                records = house.database.records
                records.jobs[first.id] = first.cancelled(at=house.clock.now())
            return house.units()

    house.queue.waiting.clear()
    units = Meddling()
    take_back = TakeBackJob(units, house.events, house.clock)
    assert await RecoverJobs(units, house.queue, take_back)() == 1
    assert house.stored(first).status is JobStatus.CANCELLED
    assert [message.job_id for message in house.queue.waiting] == [second.id]


async def test_recovered_jobs_are_transcribed_as_if_nothing_had_happened(house: House) -> None:
    passage = house.transcriber.passages[0]
    job = await house.add(begun(house).advanced(progress=0.25, detected=GERMAN), passage)
    await restart(house)
    await house.transcribe_job()(job.id)
    assert house.words(job) == " one two three four"
