import asyncio
from dataclasses import replace

import pytest
from typing_extensions import override

from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.limits.fair_semaphore import FairSemaphore
from application.ports.blobs import BlobStore, StoredBlob
from application.ports.waveforms import WaveformReader
from application.transcripts.draw_waveform import DrawWaveform
from application.transcripts.stored_waveforms import PICTURES, waveform_key_of
from domain.errors.capacity import (
    BlobNotFoundError,
    StorageFullError,
    WaveformsBusyError,
    WaveformTooSlowError,
)
from domain.errors.jobs import JobNotFoundError
from domain.job import BlobKey, Job
from domain.user import User
from domain.waveform import Waveform
from tests.blobs import stored
from tests.fakes.house import House, settle
from tests.memory.waveforms import MemoryWaveformReader
from tests.samples import a_job, a_recording, a_user

SEEN = Waveform(4.0, (0.0, 0.25, 1.0))


class Slow(MemoryWaveformReader):
    """Looks once it is let, and knows for how many it looks."""

    def __init__(self, known: dict[BlobKey, Waveform | None]) -> None:
        super().__init__(known)
        self.looking = asyncio.Event()
        self.let = asyncio.Event()
        self.open: list[BlobKey] = []

    @override
    async def measure(self, key: BlobKey, track: int | None = None) -> Waveform:
        waveform = await super().measure(key)
        self.looking.set()
        self.open.append(key)
        try:
            await self.let.wait()
        finally:
            self.open.remove(key)
        return waveform


class FullBlobs(ObstoreBlobStore):
    """Has no room."""

    @override
    async def write(self, key: BlobKey, chunks: object) -> StoredBlob:
        raise StorageFullError


class NoPictures(ObstoreBlobStore):
    """Says at once, not from a thread, that there is no picture yet: so all ask in their order."""

    @override
    async def size(self, key: BlobKey) -> int:
        raise BlobNotFoundError


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def blobs() -> ObstoreBlobStore:
    return ObstoreBlobStore.from_url("memory://")


@pytest.fixture
async def job(house: House) -> Job:
    return await house.add()


def drawing(house: House, blobs: BlobStore, reader: WaveformReader) -> DrawWaveform:
    return DrawWaveform(
        house.units,
        blobs,
        reader,
        house.clock,
        FairSemaphore(house.clock, 2, WaveformsBusyError),
    )


async def pictures(blobs: BlobStore) -> int:
    return sum([len(page) async for page in blobs.listed(PICTURES)])


async def test_a_recording_is_measured_once_and_by_one_process(
    house: House, blobs: BlobStore, job: Job
) -> None:
    reader = MemoryWaveformReader({job.recording.key: SEEN})
    first, second = (drawing(house, blobs, reader) for _ in range(2))
    assert await first(job.id, caller=house.ada) == SEEN
    assert await second(job.id, caller=house.ada) == SEEN
    assert reader.measured == 1


async def test_many_who_ask_at_once_share_one_look(house: House, job: Job) -> None:
    blobs = NoPictures.from_url("memory://")
    reader = Slow({job.recording.key: SEEN})
    draw = drawing(house, blobs, reader)
    asking = [asyncio.create_task(draw(job.id, caller=house.ada)) for _ in range(5)]
    await settle()
    asking[0].cancel()  # who began the look may leave
    reader.let.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert answers[1:] == [SEEN] * 4
    assert reader.measured == 1


async def test_a_look_ends_with_the_last_who_waits_for_it(house: House, job: Job) -> None:
    blobs = NoPictures.from_url("memory://")
    reader = Slow({job.recording.key: SEEN})
    draw = drawing(house, blobs, reader)
    asking = [asyncio.create_task(draw(job.id, caller=house.ada)) for _ in range(2)]
    await settle()
    asking[0].cancel()
    await settle()
    assert len(reader.open) == 1
    asking[1].cancel()
    await settle()
    assert reader.open == []
    assert await pictures(blobs) == 0


async def test_whoever_comes_after_the_last_has_left_begins_anew(house: House, job: Job) -> None:
    blobs = NoPictures.from_url("memory://")
    reader = Slow({job.recording.key: SEEN})
    draw = drawing(house, blobs, reader)
    asking = asyncio.create_task(draw(job.id, caller=house.ada))
    await reader.looking.wait()
    asking.cancel()
    next_one = asyncio.create_task(draw(job.id, caller=house.ada))
    reader.let.set()
    assert await next_one == SEEN


@pytest.mark.parametrize("outage", [0.0, 5.0])
async def test_a_look_ends_when_its_job_is_deleted(
    house: House, blobs: BlobStore, job: Job, outage: float
) -> None:
    reader = Slow({job.recording.key: SEEN})
    asking = asyncio.create_task(drawing(house, blobs, reader)(job.id, caller=house.ada))
    await reader.looking.wait()
    async with house.units() as uow:
        await uow.jobs.delete(job)
        await uow.commit()
    house.outage.begin(outage)  # a database that is away says nothing of the job
    await house.pass_time(outage + 4)
    assert reader.open == []
    with pytest.raises(JobNotFoundError):
        await asking


async def test_a_recording_without_end_is_given_up(
    house: House, blobs: BlobStore, job: Job
) -> None:
    reader = Slow({job.recording.key: SEEN})
    asking = asyncio.create_task(drawing(house, blobs, reader)(job.id, caller=house.ada))
    await reader.looking.wait()
    await house.pass_time(901)
    with pytest.raises(WaveformTooSlowError, match="900 s"):
        await asking
    assert reader.open == []


async def jobs_of(house: House, owner: User, number: int) -> list[Job]:
    return [
        await house.add(a_job(owner=owner.id, recording=replace(a_recording(), key=key)))
        for key in (BlobKey(f"audio/{owner.username}-{n}") for n in range(number))
    ]


async def test_nobody_takes_all_places_from_others(house: House) -> None:
    blobs = NoPictures.from_url("memory://")
    bob = await house.add_user(a_user("bob"))
    many, one = await jobs_of(house, house.ada, 4), await jobs_of(house, bob, 1)
    reader = Slow({job.recording.key: SEEN for job in (*many, *one)})
    draw = drawing(house, blobs, reader)
    asking = [asyncio.create_task(draw(job.id, caller=house.ada)) for job in many]
    await settle()
    asking.append(asyncio.create_task(draw(one[0].id, caller=bob)))
    await settle()
    assert reader.open == [many[0].recording.key, one[0].recording.key]
    reader.let.set()
    assert await asyncio.gather(*asking) == [SEEN] * 5


async def test_who_asks_for_too_many_at_once_is_turned_away(house: House) -> None:
    blobs = NoPictures.from_url("memory://")
    jobs = await jobs_of(house, house.ada, 18)
    reader = Slow({job.recording.key: SEEN for job in jobs})
    draw = drawing(house, blobs, reader)
    asking = [asyncio.create_task(draw(job.id, caller=house.ada)) for job in jobs]
    await settle()
    reader.let.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert answers[:-1] == [SEEN] * 17
    assert isinstance(answers[-1], WaveformsBusyError)


async def test_a_look_that_failed_is_tried_again(house: House, blobs: BlobStore, job: Job) -> None:
    draw = drawing(house, blobs, MemoryWaveformReader({}))
    for _ in range(2):
        with pytest.raises(BlobNotFoundError):
            await draw(job.id, caller=house.ada)
    assert await pictures(blobs) == 0


async def test_without_room_it_is_shown_all_the_same(house: House, job: Job) -> None:
    blobs = FullBlobs.from_url("memory://")
    reader = MemoryWaveformReader({job.recording.key: SEEN})
    assert await drawing(house, blobs, reader)(job.id, caller=house.ada) == SEEN


async def test_a_damaged_picture_is_drawn_anew(house: House, blobs: BlobStore, job: Job) -> None:
    await stored(blobs, waveform_key_of(job.recording.key), b"[4.0, [0.0")
    reader = MemoryWaveformReader({job.recording.key: SEEN})
    assert await drawing(house, blobs, reader)(job.id, caller=house.ada) == SEEN


async def test_nobody_sees_the_recording_of_another(
    house: House, blobs: BlobStore, job: Job
) -> None:
    reader = MemoryWaveformReader({job.recording.key: SEEN})
    with pytest.raises(JobNotFoundError):
        await drawing(house, blobs, reader)(job.id, caller=a_user("bob"))
    assert reader.measured == 0
