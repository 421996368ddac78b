"""What every StorageMark promises."""

import asyncio
from uuid import uuid4

import pytest

from application.ports.installation import InstallationId, StorageMark


def an_id() -> InstallationId:
    return InstallationId(uuid4())


async def both_ways(mark: StorageMark) -> InstallationId | None:
    """Read it as coroutines do and as threads do, which must find the same."""
    found = await mark.read()
    assert await asyncio.to_thread(mark.read_in_thread) == found
    return found


class StorageMarkContract:
    async def test_a_new_storage_has_no_mark(self, mark: StorageMark) -> None:
        assert await both_ways(mark) is None

    async def test_the_first_mark_stays(self, mark: StorageMark) -> None:
        first = an_id()
        await mark.write(first)
        await mark.write(an_id())
        assert await both_ways(mark) == first

    async def test_one_of_several_concurrent_writers_writes_the_mark(
        self, mark: StorageMark
    ) -> None:
        ids = [an_id() for _ in range(8)]
        await asyncio.gather(*map(mark.write, ids))
        found = await both_ways(mark)
        assert found in ids
        await mark.write(an_id())
        assert await both_ways(mark) == found

    @pytest.mark.parametrize("earlier", [0, 1], ids=["over none", "over another"])
    async def test_a_mark_can_be_written_over(self, mark: StorageMark, earlier: int) -> None:
        for _ in range(earlier):
            await mark.write(an_id())
        second = an_id()
        await mark.write(second, over=True)
        assert await both_ways(mark) == second
