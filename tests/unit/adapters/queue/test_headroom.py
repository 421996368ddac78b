import pytest

from adapters.queue import headroom
from adapters.queue.headroom import TRUSTED_SECONDS, Headroom


def test_nothing_is_trusted_before_the_first_count() -> None:
    assert not Headroom().take()


def test_a_tenth_of_the_free_places_is_admitted_without_counting() -> None:
    room = Headroom()
    room.counted(35)
    assert [room.take() for _ in range(4)] == [True, True, True, False]


def test_near_the_limit_every_message_is_counted() -> None:
    room = Headroom()
    room.counted(9)
    assert not room.take()


def test_an_old_count_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(headroom, "monotonic", lambda: now)
    room = Headroom()
    room.counted(100)
    assert room.take()
    now += TRUSTED_SECONDS + 0.1
    assert not room.take()
