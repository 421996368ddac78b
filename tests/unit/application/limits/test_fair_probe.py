import asyncio

import pytest
from typing_extensions import override

from application.limits.fair_probe import FairProbe
from application.limits.fair_semaphore import FairSemaphore
from application.ports.probe import AudioProbe, SoundTrack
from domain.errors.capacity import ProbesBusyError
from domain.job import BlobKey
from tests.fakes.house import House, settle
from tests.samples import a_user

ADA, BOB = a_user("ada"), a_user("bob")
TRACK = SoundTrack("wav", "pcm_s16le", 16_000, 1, 3.0)


class SlowProbe(AudioProbe):
    """Looks into what is called slow until it is let."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.looking: list[BlobKey] = []

    @override
    async def examine(self, key: BlobKey, track: int | None = None) -> SoundTrack:
        self.looking.append(key)
        try:
            if key.startswith("slow"):
                await self.let.wait()
        finally:
            self.looking.remove(key)
        return TRACK


class Desk:
    """Where four recordings are looked into at once."""

    def __init__(self, house: House) -> None:
        self.slow = SlowProbe()
        self.places = FairSemaphore(house.clock, 4, ProbesBusyError)
        self.probe = FairProbe(self.slow, self.places)

    async def hand_in_slow(self, count: int) -> "list[asyncio.Task[SoundTrack]]":
        """Have Ada hand in so many that take long."""
        asking = [
            asyncio.create_task(self.probe(BlobKey(f"slow {n}"), None, caller=ADA))
            for n in range(count)
        ]
        await settle()
        return asking


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


async def test_however_many_slow_files_one_user_sends_another_is_served_at_once(desk: Desk) -> None:
    asking = await desk.hand_in_slow(10)
    assert len(desk.slow.looking) == 3
    assert await desk.probe(BlobKey("quick"), None, caller=BOB) == TRACK
    desk.slow.let.set()
    assert await asyncio.gather(*asking) == [TRACK] * 10


async def test_a_file_is_not_looked_into_while_it_waits(desk: Desk, house: House) -> None:
    """So no time runs that would be held against it."""
    asking = await desk.hand_in_slow(4)
    await house.clock.advance(29)
    assert desk.slow.looking == ["slow 0", "slow 1", "slow 2"]
    desk.slow.let.set()
    assert await asking[3] == TRACK


async def test_who_waits_in_vain_is_told_to_come_back_and_that_the_file_is_well(
    desk: Desk, house: House
) -> None:
    asking = await desk.hand_in_slow(4)
    await house.clock.advance(30)
    with pytest.raises(ProbesBusyError, match="Nothing is wrong with yours") as busy:
        await asking[3]
    assert busy.value.retry_after_seconds == 2
    desk.slow.let.set()
    await asyncio.gather(*asking[:3])


async def test_who_leaves_frees_the_place_or_the_line(desk: Desk) -> None:
    asking = await desk.hand_in_slow(5)
    asking[4].cancel()
    asking[0].cancel()
    await settle()
    assert desk.slow.looking == ["slow 1", "slow 2", "slow 3"]
    desk.slow.let.set()
    await asyncio.gather(*asking, return_exceptions=True)
    assert desk.places.held == 0
