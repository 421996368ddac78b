"""The room contract, over memory."""

import pytest

from adapters.memory.room import MemoryRoom
from domain.errors import QueueFullError
from tests.contracts.room import RoomContract
from tests.memory.clock import MemoryClock


class TestMemoryRoom(RoomContract):
    @pytest.fixture
    def room(self, clock: MemoryClock) -> MemoryRoom:
        return MemoryRoom(clock, places=2)

    @pytest.mark.parametrize(("seconds", "wait"), [(0, 1), (1, 1), (30, 15), (31, 16), (9_999, 60)])
    async def test_it_says_when_to_come_back_by_how_long_places_were_taken(
        self, room: MemoryRoom, clock: MemoryClock, seconds: float, wait: int
    ) -> None:
        with room.place():
            await clock.advance(seconds)
        with room.place(), room.place(), pytest.raises(QueueFullError) as caught:
            room.ensure_free()
        assert caught.value.retry_after_seconds == wait
