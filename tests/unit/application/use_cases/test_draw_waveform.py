import asyncio

import pytest
from typing_extensions import override

from adapters.memory.waveforms import MemoryWaveformReader
from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.pictures import PICTURES, picture_of
from application.ports.blobs import BlobStore, StoredBlob
from application.ports.waveforms import WaveformReader
from application.use_cases.draw_waveform import DrawWaveform
from domain.errors import BlobNotFoundError, JobNotFoundError, StorageFullError
from domain.job import BlobKey, Job
from domain.waveform import Waveform
from tests.blobs import stored
from tests.fakes.house import House
from tests.samples import a_user

SEEN = Waveform(4.0, (0.0, 0.25, 1.0))


class Slow(MemoryWaveformReader):
    """Looks once it is let."""

    def __init__(self, known: dict[BlobKey, Waveform | None]) -> None:
        super().__init__(known)
        self.looking = asyncio.Event()
        self.let = asyncio.Event()

    @override
    async def measure(self, key: BlobKey) -> Waveform:
        waveform = await super().measure(key)
        self.looking.set()
        await self.let.wait()
        return waveform


class FullBlobs(ObstoreBlobStore):
    """Has no room."""

    @override
    async def write(self, key: BlobKey, chunks: object) -> StoredBlob:
        raise StorageFullError


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
    return DrawWaveform(house.units, blobs, reader)


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


async def test_many_who_ask_at_once_share_one_look(
    house: House, blobs: BlobStore, job: Job
) -> None:
    reader = Slow({job.recording.key: SEEN})
    draw = drawing(house, blobs, reader)
    asking = [asyncio.create_task(draw(job.id, caller=house.ada)) for _ in range(5)]
    await reader.looking.wait()
    asking[0].cancel()  # who began the look may leave
    reader.let.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert answers[1:] == [SEEN] * 4
    assert reader.measured == 1


async def test_a_look_goes_on_for_who_comes_next(house: House, blobs: BlobStore, job: Job) -> None:
    reader = Slow({job.recording.key: SEEN})
    draw = drawing(house, blobs, reader)
    asking = asyncio.create_task(draw(job.id, caller=house.ada))
    await reader.looking.wait()
    asking.cancel()
    await asyncio.wait([asking])
    reader.let.set()
    assert await draw(job.id, caller=house.ada) == SEEN
    assert reader.measured == 1


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
    await stored(blobs, picture_of(job.recording.key), b"[4.0, [0.0")
    reader = MemoryWaveformReader({job.recording.key: SEEN})
    assert await drawing(house, blobs, reader)(job.id, caller=house.ada) == SEEN


async def test_nobody_sees_the_recording_of_another(
    house: House, blobs: BlobStore, job: Job
) -> None:
    reader = MemoryWaveformReader({job.recording.key: SEEN})
    with pytest.raises(JobNotFoundError):
        await drawing(house, blobs, reader)(job.id, caller=a_user("bob"))
    assert reader.measured == 0
