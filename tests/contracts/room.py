"""What every Room promises."""

import pytest

from application.ports.room import Room
from domain.errors import QueueFullError


class RoomContract:
    """Over a room of two places."""

    def test_there_are_as_many_places_as_it_has(self, room: Room) -> None:
        with room.place(), room.place(), pytest.raises(QueueFullError), room.place():
            raise AssertionError

    def test_a_place_is_free_again_however_it_was_left(self, room: Room) -> None:
        for _ in range(3):
            with pytest.raises(ZeroDivisionError), room.place(), room.place():
                _ = 1 / 0
        room.ensure_free()

    def test_whoever_asks_before_they_come_hears_the_same(self, room: Room) -> None:
        room.ensure_free()
        with room.place():
            room.ensure_free()
            with room.place(), pytest.raises(QueueFullError):
                room.ensure_free()
