from datetime import timedelta
from uuid import UUID

import pytest
from typing_extensions import override

from adapters.storage.obstore_blobs import ObstoreBlobStore
from adapters.system.clock import SystemClock
from application.ports.blobs import BlobStore, StoredBlob
from application.upkeep.sweep_blobs import SweepBlobs
from application.uploads.in_use_marks import MARKS, HoldRecording, mark_of
from domain.errors.capacity import StorageUnavailableError
from domain.job import BlobKey
from tests.blobs import stored
from tests.fakes.house import House, settle
from tests.fakes.recordings import MemoryBlobs
from tests.memory.clock import MemoryClock
from tests.memory.repairs import MemoryRepairs

KEY = BlobKey(f"audio/{UUID(int=7)}")
QUARTER = 900.0


class CountedBlobs(ObstoreBlobStore):
    """Writes nothing, and says so `refusals` times; the rest is counted."""

    refusals = 0
    marked = 0

    @override
    async def write(self, key: BlobKey, chunks: object) -> StoredBlob:
        assert key == mark_of(KEY)
        if self.refusals:
            self.refusals -= 1
            raise StorageUnavailableError
        self.marked += 1
        return StoredBlob(0, "")


@pytest.fixture
def blobs() -> CountedBlobs:
    return CountedBlobs.from_url("memory://")


async def pass_quarters(house: House, number: int) -> None:
    await settle()
    for _ in range(number):
        await house.clock.advance(QUARTER)
        await settle()


async def test_what_is_needed_for_a_short_time_costs_nothing(
    house: House, blobs: CountedBlobs
) -> None:
    async with HoldRecording(blobs, house.clock)(KEY):
        await house.clock.advance(QUARTER - 1)
        await settle()
    assert blobs.marked == 0
    assert house.clock.sleepers == 0


async def test_the_mark_is_written_anew_four_times_in_a_grace(
    house: House, blobs: CountedBlobs
) -> None:
    async with HoldRecording(blobs, house.clock)(KEY):
        await pass_quarters(house, 9)
    assert blobs.marked == 9


async def test_a_store_that_is_away_is_asked_again(house: House, blobs: CountedBlobs) -> None:
    blobs.refusals = 2
    async with HoldRecording(blobs, house.clock)(KEY):
        await pass_quarters(house, 3)
    assert blobs.marked == 1


async def test_a_mark_that_cannot_be_removed_hides_no_outcome(house: House) -> None:
    blobs = MemoryBlobs.from_url("memory://")
    blobs.deletion_error = StorageUnavailableError()
    async with HoldRecording(blobs, house.clock)(KEY):
        await pass_quarters(house, 1)


async def test_what_a_crash_leaves_is_swept_with_its_mark(house: House) -> None:
    blobs: BlobStore = ObstoreBlobStore.from_url("memory://")
    await stored(blobs, KEY, b"sound")
    await stored(blobs, mark_of(KEY), b"")
    clock = MemoryClock(SystemClock().now() + timedelta(hours=2))
    assert await SweepBlobs(house.units, blobs, house.storage_mark, MemoryRepairs(), clock)() == 2
    assert [page async for page in blobs.listed(MARKS) if page] == []
