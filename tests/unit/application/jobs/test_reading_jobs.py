"""ListJobs, ExportTranscript and ReadAudio: who reads what."""

from datetime import timedelta

import pytest

from application.forecasts.model_speed import ModelSpeed
from application.jobs.list_jobs import ListJobs
from application.ports.jobs import JobQuery
from application.transcripts.export_transcript import ExportTranscript
from application.transcripts.layered import Version
from application.transcripts.read_audio import ReadAudio
from domain.errors.capacity import BlobNotFoundError
from domain.errors.jobs import JobNotFoundError, TranscriptNotReadyError
from domain.job import Job, JobStatus
from domain.job_details import QueueStatus
from tests.fakes.house import House
from tests.fakes.recordings import MemoryBlobs, chunks
from tests.fakes.transcriber import forever
from tests.samples import a_job, a_passage, a_user


async def completed(house: House, *words: str, minute: int = 0) -> Job:
    created = house.clock.now() + timedelta(minutes=minute)
    job = a_job(owner=house.ada.id, status=JobStatus.COMPLETED, created_at=created)
    await house.add(job, *(a_passage(word) for word in words))
    house.queue.waiting.clear()
    return job


def list_jobs(house: House) -> ListJobs:
    return ListJobs(house.units, house.queue, ModelSpeed(house.clock))


class TestListing:
    async def test_each_job_is_shown_with_its_own_words_and_message(self, house: House) -> None:
        first = await completed(house, " one", " two")
        second = await completed(house, minute=1)
        third = await house.add(
            a_job(owner=house.ada.id, created_at=house.clock.now() + timedelta(minutes=2)),
            a_passage(" not yet"),
        )
        listing = await list_jobs(house)(JobQuery(house.ada.id))
        assert [(d.job, d.text, d.queue_status) for d in listing.jobs] == [
            (third, None, QueueStatus.PENDING),
            (second, "", None),
            (first, "one two", None),
        ]

    async def test_the_total_counts_what_is_not_on_the_page(self, house: House) -> None:
        for minute in range(3):
            await completed(house, minute=minute)
        query = JobQuery(house.ada.id, skip=1, limit=1)
        listing = await list_jobs(house)(query)
        assert (len(listing.jobs), listing.total) == (1, 3)

    async def test_nobody_sees_the_jobs_of_another(self, house: House) -> None:
        await completed(house, " one")
        listing = await list_jobs(house)(JobQuery(a_user("bob").id))
        assert (listing.jobs, listing.total) == ((), 0)

    async def test_running_jobs_say_how_long_they_still_take(self, house: House) -> None:
        house.transcriber.before = {1: lambda: house.clock.advance(2)}
        await house.transcribe_job()((await house.add()).id)
        house.transcriber.before = {2: forever}
        running, waiting = await house.add(), await house.add()
        task = await house.begin(house.transcribe_job()(running.id))
        listing = await list_jobs(house)(JobQuery(house.ada.id))
        etas = {details.job.id: details.eta_seconds for details in listing.jobs}
        task.cancel()
        assert (etas[running.id], etas[waiting.id]) == (1.0, None)


class TestExporting:
    async def test_the_segments_come_in_order(self, house: House) -> None:
        export = ExportTranscript(house.units)
        job = await completed(house, " one", " two", " three")
        assert await export(job.id, caller=house.ada) == job
        texts = [line.segment.text async for line in export.lines(job, Version.CORRECTED)]
        assert texts == [" one", " two", " three"]

    @pytest.mark.parametrize("status", [s for s in JobStatus if s is not JobStatus.COMPLETED])
    async def test_half_a_transcript_is_not_given_out(
        self, house: House, status: JobStatus
    ) -> None:
        job = await house.add(a_job(owner=house.ada.id, status=status), a_passage(" one"))
        with pytest.raises(TranscriptNotReadyError, match=status):
            await ExportTranscript(house.units)(job.id, caller=house.ada)

    async def test_nobody_exports_the_words_of_another(self, house: House) -> None:
        job = await completed(house, " one")
        with pytest.raises(JobNotFoundError):
            await ExportTranscript(house.units)(job.id, caller=a_user("bob"))


class TestHearing:
    @pytest.fixture
    def read(self, house: House) -> ReadAudio:
        return ReadAudio(house.units, MemoryBlobs.from_url("memory://"))

    async def test_a_stretch_of_the_recording_is_read(self, house: House, read: ReadAudio) -> None:
        job = await house.add()
        await read.blobs.write(job.recording.key, chunks(b"0123456789"))
        assert await read(job.id, caller=house.ada) == job
        blocks = [block async for block in read.stretch(job, start=3, end=7)]
        assert b"".join(blocks) == b"3456"

    async def test_audio_that_is_gone_is_not_found(self, house: House, read: ReadAudio) -> None:
        job = await house.add()
        with pytest.raises(BlobNotFoundError):
            await read(job.id, caller=house.ada)

    async def test_nobody_hears_the_recording_of_another(
        self, house: House, read: ReadAudio
    ) -> None:
        job = await house.add()
        await read.blobs.write(job.recording.key, chunks(b"0123456789"))
        with pytest.raises(JobNotFoundError):
            await read(job.id, caller=a_user("bob"))
