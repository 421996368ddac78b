"""What every JobCache promises."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from application.ports.job_cache import JobCache
from domain.job import Caveat, Failure, Job, JobStatus
from domain.job_details import JobDetails, QueueStatus
from domain.options import Priority, Task, TranscriptionOptions, VoiceActivity
from domain.transcript import DetectedLanguage
from tests.samples import a_job, a_user

LATER = datetime(2026, 1, 1, 12, 0, 0, 123_456, tzinfo=UTC)


def ended(status: JobStatus = JobStatus.COMPLETED) -> JobDetails:
    return JobDetails(a_job(status=status), text="one two", queue_status=QueueStatus.FINISHED)


def full_details() -> JobDetails:
    """Make details with a value of its own in every field."""
    job = replace(
        a_job(status=JobStatus.FAILED),
        options=TranscriptionOptions(
            task=Task.TRANSLATE,
            language="de",
            prompt="\N{SNOWMAN} \0",
            hotwords="Ada",
            temperature=0.2,
            beam_size=1,
            word_timestamps=True,
            voice_activity=VoiceActivity(0.4, 1, 2, 3),
            priority=Priority.HIGH,
        ),
        attempt=3,
        attempts_forgiven=1,
        progress=0.1 + 0.2,
        detected=DetectedLanguage("fr", 1 / 3),
        started_at=LATER,
        completed_at=LATER,
        failure=Failure("code", "Words."),
        caveats=(Caveat("one", "First."), Caveat("two", "Second.")),
    )
    return JobDetails(job, "", QueueStatus.FINISHED, eta_seconds=0.0)


class JobCacheContract:
    @pytest.mark.parametrize("details", [ended(), full_details(), JobDetails(a_job())])
    async def test_a_job_comes_back_as_it_was(self, jobs: JobCache, details: JobDetails) -> None:
        await jobs.keep(details)
        assert await jobs.find(details.job.id, details.job.owner) == details

    async def test_a_job_that_was_never_kept_is_not_there(self, jobs: JobCache) -> None:
        job = a_job()
        assert await jobs.find(job.id, job.owner) is None

    async def test_nobody_finds_the_job_of_another(self, jobs: JobCache) -> None:
        details = ended()
        await jobs.keep(details)
        assert await jobs.find(details.job.id, a_user("bob").id) is None

    async def test_a_forgotten_job_is_not_there(self, jobs: JobCache) -> None:
        details = ended()
        await jobs.keep(details)
        await jobs.forget(details.job)
        assert await jobs.find(details.job.id, details.job.owner) is None

    async def test_forgetting_one_job_leaves_the_others(self, jobs: JobCache) -> None:
        gone, stays = ended(), ended()
        await jobs.keep(gone)
        await jobs.keep(stays)
        await jobs.forget(gone.job)
        assert await jobs.find(stays.job.id, stays.job.owner) == stays

    async def test_a_reader_who_still_holds_the_old_state_cannot_bring_it_back(
        self, jobs: JobCache
    ) -> None:
        details = ended()
        await jobs.forget(details.job)
        await jobs.keep(details)
        assert await jobs.find(details.job.id, details.job.owner) is None

    async def test_a_job_that_nobody_knew_can_be_forgotten(self, jobs: JobCache) -> None:
        job: Job = a_job()
        await jobs.forget(job)
        assert await jobs.find(job.id, job.owner) is None
