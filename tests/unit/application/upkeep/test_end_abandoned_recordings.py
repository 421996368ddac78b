"""A live recording to which nobody comes back is ended with the sound that was stored."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from application.jobs.live_leases import NOBODY
from application.upkeep.end_abandoned_recordings import EndAbandonedRecordings
from domain.job import BlobKey, Job, JobStatus, Lease, Live
from domain.upload import ResumableUpload, UploadId, UploadPart
from tests.fakes.house import House
from tests.memory.database import UploadRecord
from tests.samples import a_job

SOUND = bytes(44 + 16_000)  # a header, and two seconds of G.711


@pytest.fixture
def house() -> House:
    return House()


async def a_live_job(house: House, *, until: timedelta, sound: bytes = b"") -> Job:
    lease = Lease(NOBODY, house.clock.now() + until)
    job = a_job(owner=house.ada.id, status=JobStatus.PROCESSING, live=Live.RECORDING, lease=lease)
    house.database.records.jobs[job.id] = job
    if sound:
        key = BlobKey("uploads/1/1")
        await house.blobs.write(key, once(sound))
        now, upload_id = house.clock.now(), UploadId(house.ids.new())
        upload = ResumableUpload(
            upload_id, house.ada.id, "live.wav", "live ULAW_8_KHZ", 10**9, now, now, len(sound)
        )
        record = UploadRecord(replace(upload, job=job.id), (UploadPart(0, len(sound), key),))
        house.database.records.uploads[upload_id] = record
    return job


async def once(data: bytes) -> AsyncIterator[bytes]:
    yield data


def chore(house: House) -> EndAbandonedRecordings:
    return EndAbandonedRecordings(house.units, house.end_recording())


async def test_it_is_queued_with_what_was_stored(house: House) -> None:
    job = await a_live_job(house, until=timedelta(0), sound=SOUND)
    assert await chore(house)() == 1
    ended = house.stored(job)
    assert (ended.status, ended.live) == (JobStatus.QUEUED, Live.RECORDED)
    assert ended.recording.duration_seconds == 2.0
    assert b"".join([each async for each in house.blobs.read(ended.recording.key)]) == SOUND
    assert [message.job_id for message in house.queue.waiting] == [job.id]
    assert ended.attempts_spent == 0


async def test_without_sound_it_has_failed(house: House) -> None:
    job = await a_live_job(house, until=timedelta(0))
    assert await chore(house)() == 1
    failure = house.stored(job).failure
    assert failure is not None
    assert failure.code == "nothing_recorded"


async def test_one_that_somebody_may_come_back_to_is_left_alone(house: House) -> None:
    job = await a_live_job(house, until=timedelta(seconds=1), sound=SOUND)
    assert await chore(house)() == 0
    assert house.stored(job) == job


async def test_one_that_has_become_an_ordinary_job_is_left_to_its_worker(house: House) -> None:
    job = await a_live_job(house, until=timedelta(0))
    ordinary = replace(job, live=Live.RECORDED)
    house.database.records.jobs[job.id] = ordinary
    assert await chore(house)() == 0
    assert house.stored(job) == ordinary
