"""A job that may have killed its process runs alone until it is cleared."""

import asyncio
from dataclasses import replace

from application.ports.queue import JobMessage
from application.ports.repairs import Repair
from domain.errors.capacity import DatabaseUnavailableError
from domain.events import JobHandedBack, JobStarted
from domain.job import Job, JobStatus
from tests.fakes.house import House, settle
from tests.fakes.transcriber import forever, raising
from tests.samples import a_job, a_recording


async def suspected(house: House, crashes: int = 1) -> Job:
    job = a_job(owner=house.ada.id, recording=a_recording(seconds=4.0))
    await house.add(replace(job, suspected=True, crashes=crashes))
    house.queue.waiting.clear()
    return house.stored(job)


async def ordinary(house: House) -> Job:
    job = await house.add()
    house.queue.waiting.clear()
    return job


async def stopped(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait({task})


async def test_it_is_transcribed_to_its_end_and_cleared(house: House) -> None:
    job = await suspected(house)
    await house.transcribe_job()(job.id)
    done = house.stored(job)
    assert (done.status, done.suspected, done.attempts_spent) == (JobStatus.COMPLETED, False, 1)
    assert house.repairs.noted == [(Repair.TRIED_ALONE, str(job.id))]
    assert not house.isolation.is_closed


async def test_until_it_keeps_a_passage_nothing_else_is_handed_out(house: House) -> None:
    house.transcriber.before[0] = forever
    job = await suspected(house)
    task = await house.begin(house.transcribe_job()(job.id))
    assert house.queue.paused
    assert house.stored(job).suspected
    await stopped(task)
    assert not house.queue.paused


async def test_a_passage_clears_it_and_lets_others_in(house: House) -> None:
    house.transcriber.before[1] = forever
    job = await suspected(house)
    task = await house.begin(house.transcribe_job()(job.id))
    await settle()
    assert not house.stored(job).suspected
    assert not house.queue.paused
    await stopped(task)


async def test_after_more_deaths_it_takes_more_passages(house: House) -> None:
    house.transcriber.before[2] = forever
    job = await suspected(house, crashes=3)
    task = await house.begin(house.transcribe_job()(job.id))
    assert house.stored(job).suspected
    assert house.queue.paused
    await stopped(task)


async def test_time_clears_it_where_no_passage_comes(house: House) -> None:
    house.transcriber.before[0] = forever
    job = await suspected(house)
    task = await house.begin(house.transcribe_job(alone_seconds=30)(job.id))
    await house.pass_time(29)
    assert house.stored(job).suspected
    await house.pass_time(1)
    assert not house.stored(job).suspected
    assert not house.queue.paused
    await stopped(task)


async def test_after_more_deaths_it_takes_more_time(house: House) -> None:
    house.transcriber.before[0] = forever
    job = await suspected(house, crashes=3)
    task = await house.begin(house.transcribe_job(alone_seconds=30)(job.id))
    await house.pass_time(119)
    assert house.stored(job).suspected
    await house.pass_time(1)
    assert not house.stored(job).suspected
    await stopped(task)


async def test_while_the_database_is_away_it_goes_on_alone(house: House) -> None:
    house.transcriber.before[0] = forever
    job = await suspected(house)
    task = await house.begin(house.transcribe_job(alone_seconds=30)(job.id))
    house.outage.begin(100)
    await house.pass_time(60)
    assert house.queue.paused
    await house.pass_time(100)
    assert not house.stored(job).suspected
    assert not house.queue.paused
    await stopped(task)


async def test_a_clearance_that_could_not_be_written_comes_with_the_next_passage(
    house: House,
) -> None:
    house.transcriber.before[1] = raising(DatabaseUnavailableError())
    job = await suspected(house)
    await house.finish(await house.begin(house.transcribe_job()(job.id)))
    assert house.stored(job).status is JobStatus.COMPLETED


async def test_who_runs_beside_it_is_handed_back_in_good_order(house: House) -> None:
    house.transcriber.before[1] = forever
    other = await ordinary(house)
    running = await house.begin(house.transcribe_job()(other.id))
    job = await suspected(house)
    task = await house.begin(house.transcribe_job()(job.id))
    assert house.stored(job).status is JobStatus.QUEUED
    await house.pass_time(5)
    await house.finish(running)
    waiting = house.stored(other)
    assert (waiting.status, waiting.attempts_spent, waiting.suspected) == (
        JobStatus.QUEUED,
        0,
        False,
    )
    assert house.words(other) == " one"
    assert JobMessage.of(other, returning=True) in house.queue.waiting
    assert house.told == [JobStarted, JobHandedBack, JobStarted]
    assert house.stored(job).status is JobStatus.PROCESSING
    await stopped(task)


async def test_a_message_that_comes_meanwhile_is_put_back(house: House) -> None:
    house.transcriber.before[0] = forever
    job = await suspected(house)
    task = await house.begin(house.transcribe_job()(job.id))
    other = await ordinary(house)
    await house.transcribe_job()(other.id)
    assert house.stored(other).status is JobStatus.QUEUED
    assert house.queue.waiting == [JobMessage.of(other, returning=True)]
    await stopped(task)


async def test_what_is_gone_or_has_ended_is_not_put_back(house: House) -> None:
    house.transcriber.before[0] = forever
    job = await suspected(house)
    task = await house.begin(house.transcribe_job()(job.id))
    ended = await house.add(a_job(status=JobStatus.COMPLETED))
    house.queue.waiting.clear()
    await house.transcribe_job()(ended.id)
    await house.transcribe_job()(a_job().id)
    assert house.queue.waiting == []
    await stopped(task)


async def test_while_a_direct_request_is_under_way_it_comes_again_later(house: House) -> None:
    job = await suspected(house)
    async with house.isolation.visit():
        await house.transcribe_job()(job.id)
    assert house.stored(job) == job
    assert house.queue.waiting == [JobMessage.of(job, delay_seconds=5.0, returning=True)]


async def test_one_that_direct_requests_keep_waiting_runs_beside_others_at_last(
    house: House,
) -> None:
    job = await suspected(house)
    async with house.isolation.visit():
        await house.transcribe_job()(job.id)
        await house.clock.advance(300)
        await house.transcribe_job()(job.id)
    assert house.stored(job) == job.cleared()
    await house.transcribe_job()(job.id)
    assert house.stored(job).status is JobStatus.COMPLETED


async def test_a_job_that_is_stopped_in_good_order_stays_suspected(house: House) -> None:
    house.transcriber.before[0] = forever
    job = await suspected(house)
    task = await house.begin(house.transcribe_job()(job.id))
    await stopped(task)
    await settle()
    waiting = house.stored(job)
    assert (waiting.status, waiting.suspected, waiting.attempts_spent) == (
        JobStatus.QUEUED,
        True,
        0,
    )


async def test_a_poisonous_job_takes_no_attempt_from_its_bystanders(house: House) -> None:
    """Let the process die whenever it works on one recording; the others end well."""
    poison, *others = [await house.add() for _ in range(4)]
    everybody = [poison, *others]
    for round_ in range(10):
        running = [job for job in everybody if house.stored(job).status is JobStatus.QUEUED]
        if not running:
            break
        house.queue.waiting.clear()
        tasks = []
        for job in running:
            house.transcriber.before[0] = forever if job is poison or not round_ else settle
            tasks.append(await house.begin(house.transcribe_job()(job.id)))
        if house.stored(poison).status is JobStatus.PROCESSING:
            await kill(house, tasks)
        else:
            await asyncio.wait(tasks)
    assert [house.stored(job).status for job in others] == [JobStatus.COMPLETED] * 3
    assert [house.stored(job).attempts_spent for job in others] == [1] * 3
    failed = house.stored(poison)
    assert failed.failure is not None
    assert (failed.failure.code, failed.attempts_spent) == ("process_killed", 2)


async def kill(house: House, tasks: "list[asyncio.Task[None]]") -> None:
    """End a process as kill -9 does: nothing of it is written; then take its jobs back."""
    left = house.database.records
    for task in tasks:
        await stopped(task)
    house.database.records = left
    house.open_process()
    for job in list(left.jobs.values()):
        if job.status is JobStatus.PROCESSING:
            await house.take_back_job()(job)
