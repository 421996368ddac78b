"""What every JobRepository promises of its sums: what waits, and how fast it goes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from domain.clips import ClipOptions
from domain.job import Job, JobStatus
from domain.options import ModelName, Priority, TranscriptionOptions
from tests.contracts.job_repository import NEW_YEAR, aged, keep
from tests.samples import a_recording

SMALL, LARGE = ModelName("small"), ModelName("large")


PART = ClipOptions(clip_start=10.0, clip_end=14.0)
WHOLE = ClipOptions()


def waiting(
    minute: int,
    seconds: float | None,
    priority: Priority = Priority.NORMAL,
    clips: ClipOptions = WHOLE,
) -> Job:
    options = TranscriptionOptions(priority=priority, clips=clips)
    return aged(minute, recording=a_recording(seconds=seconds), options=options)


def working(seconds: float, *, progress: float, clips: ClipOptions = WHOLE) -> Job:
    return aged(
        9,
        recording=a_recording(seconds=seconds),
        options=TranscriptionOptions(clips=clips),
        status=JobStatus.PROCESSING,
        progress=progress,
    )


def done(
    minute: int,
    *,
    audio: float | None,
    work: float,
    model: ModelName = SMALL,
    attempt: int = 1,
    clips: ClipOptions = WHOLE,
) -> Job:
    began = NEW_YEAR + timedelta(minutes=minute)
    return aged(
        0,
        recording=a_recording(seconds=audio),
        options=TranscriptionOptions(clips=clips),
        model=model,
        status=JobStatus.COMPLETED,
        attempt=attempt,
        started_at=began,
        completed_at=began + timedelta(seconds=work),
    )


async def ahead(units: UnitOfWorkFactory, job: Job) -> float:
    async with units() as uow:
        return await uow.jobs.audio_seconds_ahead(job)


async def factor(units: UnitOfWorkFactory, model: ModelName) -> float | None:
    async with units() as uow:
        return await uow.jobs.real_time_factor(model)


class BacklogContract:
    async def test_nothing_waits_in_an_empty_database(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            backlog = await uow.jobs.backlog()
        assert dict(backlog.jobs) == dict.fromkeys(JobStatus, 0)
        assert (backlog.oldest_queued_at, backlog.queued_audio_seconds) == (None, 0.0)

    async def test_what_waits_is_counted_over_all_owners(self, units: UnitOfWorkFactory) -> None:
        jobs = [waiting(3, 1.5), waiting(2, 2.0), waiting(4, None), working(50.0, progress=0.5)]
        await keep(units, *jobs, aged(0, status=JobStatus.FAILED))
        async with units() as uow:
            backlog = await uow.jobs.backlog()
        assert dict(backlog.jobs) == dict.fromkeys(JobStatus, 0) | {
            JobStatus.QUEUED: 3,
            JobStatus.PROCESSING: 1,
            JobStatus.FAILED: 1,
        }
        assert backlog.oldest_queued_at == datetime.fromisoformat("2026-01-01T00:02:00Z")
        assert backlog.queued_audio_seconds == 3.5

    async def test_only_what_is_asked_for_of_a_recording_waits(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = waiting(1, 3_600.0, clips=PART)
        await keep(units, job, waiting(2, None, clips=PART))
        async with units() as uow:
            assert (await uow.jobs.backlog()).queued_audio_seconds == 4.0
            assert (await uow.jobs.load_of(job.owner)).queued_audio_seconds == 4.0


class AudioAheadContract:
    async def test_nothing_is_ahead_of_the_only_job(self, units: UnitOfWorkFactory) -> None:
        job = waiting(1, 10.0)
        await keep(units, job)
        assert await ahead(units, job) == 0.0

    async def test_older_jobs_are_ahead_and_newer_ones_are_not(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = waiting(2, 1.0)
        await keep(units, job, waiting(1, 10.0), waiting(0, 100.0), waiting(3, 1_000.0))
        assert await ahead(units, job) == 110.0

    async def test_a_higher_priority_goes_before_age(self, units: UnitOfWorkFactory) -> None:
        job = waiting(2, 1.0)
        await keep(units, job, waiting(9, 10.0, Priority.HIGH), waiting(0, 100.0, Priority.LOW))
        assert await ahead(units, job) == 10.0

    async def test_of_two_of_one_moment_one_is_ahead(self, units: UnitOfWorkFactory) -> None:
        twins = waiting(0, 10.0), waiting(0, 10.0)
        await keep(units, *twins)
        assert sorted([await ahead(units, twin) for twin in twins]) == [0.0, 10.0]

    async def test_the_rest_of_running_jobs_is_ahead(self, units: UnitOfWorkFactory) -> None:
        job, other = waiting(0, 1.0), working(40.0, progress=0.75)
        await keep(units, job, other, done(0, audio=5.0, work=1.0))
        assert await ahead(units, job) == 10.0

    async def test_a_job_that_waits_for_a_retry_counts_with_its_whole_length(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = waiting(2, 1.0)
        await keep(units, job, replace(waiting(1, 10.0), progress=0.5, attempt=1))
        assert await ahead(units, job) == 10.0

    async def test_parts_of_recordings_count_alone(self, units: UnitOfWorkFactory) -> None:
        job, other = waiting(2, 1.0), working(3_600.0, progress=0.5, clips=PART)
        await keep(units, job, other, waiting(1, 3_600.0, clips=PART))
        assert await ahead(units, job) == 6.0

    async def test_a_job_of_unknown_length_counts_as_nothing(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = waiting(1, None)
        await keep(units, job, waiting(0, None))
        assert await ahead(units, job) == 0.0


class RealTimeFactorContract:
    async def test_nothing_is_known_before_the_first_job(self, units: UnitOfWorkFactory) -> None:
        await keep(units, waiting(0, 10.0), working(10.0, progress=0.5))
        assert await factor(units, SMALL) is None

    async def test_long_jobs_weigh_more(self, units: UnitOfWorkFactory) -> None:
        await keep(units, done(0, audio=90.0, work=9.0), done(1, audio=10.0, work=11.0))
        assert await factor(units, SMALL) == pytest.approx(0.2)

    async def test_the_work_is_that_of_the_part(self, units: UnitOfWorkFactory) -> None:
        await keep(units, done(0, audio=3_600.0, work=2.0, clips=PART))
        assert await factor(units, SMALL) == pytest.approx(0.5)

    async def test_each_model_has_its_own(self, units: UnitOfWorkFactory) -> None:
        jobs = done(0, audio=10.0, work=1.0), done(0, audio=10.0, work=20.0, model=LARGE)
        await keep(units, *jobs)
        assert await factor(units, SMALL) == pytest.approx(0.1)
        assert await factor(units, LARGE) == pytest.approx(2.0)

    async def test_only_the_last_jobs_count(self, units: UnitOfWorkFactory) -> None:
        old = [done(minute, audio=1.0, work=30.0) for minute in range(5)]
        new = [done(minute, audio=1.0, work=0.5) for minute in range(10, 30)]
        await keep(units, *new, *old)
        assert await factor(units, SMALL) == pytest.approx(0.5)

    async def test_a_job_that_was_begun_again_tells_nothing(self, units: UnitOfWorkFactory) -> None:
        await keep(units, done(0, audio=10.0, work=86_400.0, attempt=2))
        assert await factor(units, SMALL) is None

    async def test_a_recording_without_length_tells_nothing(self, units: UnitOfWorkFactory) -> None:
        await keep(units, done(0, audio=0.0, work=1.0), done(0, audio=None, work=1.0))
        assert await factor(units, SMALL) is None
