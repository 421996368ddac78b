"""Who is let in, and who makes room."""

from dataclasses import dataclass

import pytest

from entrypoints.http.server.crowd import ConnectionLimits, Crowd, Refused


@dataclass(eq=False)
class AGuest:
    is_waiting: bool = True
    dropped: bool = False

    def drop(self) -> None:
        self.dropped = True

    def drop_if_stalled(self) -> None:
        self.drop()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def a_crowd(clock: Clock, *, total: int = 4, per_address: int | None = 3) -> Crowd:
    return Crowd(ConnectionLimits(total, per_address), clock)


def entered(crowd: Crowd, address: str, *, is_waiting: bool = True) -> AGuest:
    assert crowd.refusal(address) is None
    guest = AGuest(is_waiting)
    crowd.enter(guest, address)
    return guest


def test_one_address_has_no_more_connections_than_one_may_have(clock: Clock) -> None:
    crowd = a_crowd(clock)
    guests = [entered(crowd, "a", is_waiting=False) for _ in range(3)]
    assert crowd.refusal("a") is Refused.ADDRESS_FULL
    assert crowd.refusal("b") is None
    crowd.leave(guests[0])
    assert crowd.refusal("a") is None
    assert not any(guest.dropped for guest in guests)


def test_at_its_limit_an_address_gives_up_the_idle_connection_that_came_first(clock: Clock) -> None:
    crowd = a_crowd(clock)
    busy, oldest, younger = (entered(crowd, "a", is_waiting=waits) for waits in (False, True, True))
    entered(crowd, "a")
    assert (busy.dropped, oldest.dropped, younger.dropped) == (False, True, False)
    assert len(crowd) == 3


def test_behind_a_proxy_its_address_is_not_counted(clock: Clock) -> None:
    crowd = a_crowd(clock, per_address=None)
    for _ in range(4):
        entered(crowd, "the proxy", is_waiting=False)
    assert crowd.refusal("the proxy") is Refused.FULL


def test_the_oldest_idle_connection_of_the_largest_address_makes_room(clock: Clock) -> None:
    crowd = a_crowd(clock)
    busy, oldest, younger = (entered(crowd, "a", is_waiting=waits) for waits in (False, True, True))
    other = entered(crowd, "b")
    entered(crowd, "c")
    assert [guest.dropped for guest in (busy, oldest, younger, other)] == [
        False,
        True,
        False,
        False,
    ]
    assert len(crowd) == 4


def test_where_all_are_answered_nobody_makes_room(clock: Clock) -> None:
    crowd = a_crowd(clock)
    guests = [entered(crowd, address, is_waiting=False) for address in "aabb"]
    assert crowd.refusal("c") is Refused.FULL
    assert not any(guest.dropped for guest in guests)


def test_nobody_makes_room_for_an_address_that_has_as_many(clock: Clock) -> None:
    crowd = a_crowd(clock)
    guests = [entered(crowd, address) for address in "aabb"]
    assert crowd.refusal("a") is Refused.FULL
    assert not any(guest.dropped for guest in guests)


def test_after_a_vain_search_it_is_a_moment_until_the_next(clock: Clock) -> None:
    crowd = a_crowd(clock)
    guests = [entered(crowd, address, is_waiting=False) for address in "aabb"]
    assert crowd.refusal("c") is Refused.FULL
    guests[0].is_waiting = True
    assert crowd.refusal("c") is Refused.FULL
    clock.now += 1
    assert crowd.refusal("c") is None


def test_leaving_twice_counts_once(clock: Clock) -> None:
    crowd = a_crowd(clock)
    first, *_ = [entered(crowd, "a", is_waiting=False) for _ in range(3)]
    crowd.leave(first)
    crowd.leave(first)
    entered(crowd, "a", is_waiting=False)
    assert crowd.refusal("a") is Refused.ADDRESS_FULL
