"""Limits on open connections: which are refused, and which are closed to make room."""

from dataclasses import dataclass

import pytest

from entrypoints.http.server.open_connections import ConnectionLimits, OpenConnections, Refused


@dataclass(eq=False)
class FakeConnection:
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


def limited(clock: Clock, *, total: int = 4, per_address: int | None = 3) -> OpenConnections:
    return OpenConnections(ConnectionLimits(total, per_address), clock)


def entered(
    open_connections: OpenConnections, address: str, *, is_waiting: bool = True
) -> FakeConnection:
    assert open_connections.refusal(address) is None
    connection = FakeConnection(is_waiting)
    open_connections.enter(connection, address)
    return connection


def test_one_address_has_no_more_connections_than_one_may_have(clock: Clock) -> None:
    open_connections = limited(clock)
    connections = [entered(open_connections, "a", is_waiting=False) for _ in range(3)]
    assert open_connections.refusal("a") is Refused.ADDRESS_FULL
    assert open_connections.refusal("b") is None
    open_connections.leave(connections[0])
    assert open_connections.refusal("a") is None
    assert not any(connection.dropped for connection in connections)


def test_at_its_limit_an_address_gives_up_the_idle_connection_that_came_first(clock: Clock) -> None:
    open_connections = limited(clock)
    busy, oldest, younger = (
        entered(open_connections, "a", is_waiting=waits) for waits in (False, True, True)
    )
    entered(open_connections, "a")
    assert (busy.dropped, oldest.dropped, younger.dropped) == (False, True, False)
    assert len(open_connections) == 3


def test_behind_a_proxy_its_address_is_not_counted(clock: Clock) -> None:
    open_connections = limited(clock, per_address=None)
    for _ in range(4):
        entered(open_connections, "the proxy", is_waiting=False)
    assert open_connections.refusal("the proxy") is Refused.FULL


def test_the_oldest_idle_connection_of_the_largest_address_makes_room(clock: Clock) -> None:
    open_connections = limited(clock)
    busy, oldest, younger = (
        entered(open_connections, "a", is_waiting=waits) for waits in (False, True, True)
    )
    other = entered(open_connections, "b")
    entered(open_connections, "c")
    assert [connection.dropped for connection in (busy, oldest, younger, other)] == [
        False,
        True,
        False,
        False,
    ]
    assert len(open_connections) == 4


def test_a_new_connection_is_refused_while_all_are_being_answered(clock: Clock) -> None:
    open_connections = limited(clock)
    connections = [entered(open_connections, address, is_waiting=False) for address in "aabb"]
    assert open_connections.refusal("c") is Refused.FULL
    assert not any(connection.dropped for connection in connections)


def test_an_address_with_as_many_connections_as_others_is_refused(clock: Clock) -> None:
    open_connections = limited(clock)
    connections = [entered(open_connections, address) for address in "aabb"]
    assert open_connections.refusal("a") is Refused.FULL
    assert not any(connection.dropped for connection in connections)


def test_after_a_failed_search_the_next_waits_a_moment(clock: Clock) -> None:
    open_connections = limited(clock)
    connections = [entered(open_connections, address, is_waiting=False) for address in "aabb"]
    assert open_connections.refusal("c") is Refused.FULL
    connections[0].is_waiting = True
    assert open_connections.refusal("c") is Refused.FULL
    clock.now += 1
    assert open_connections.refusal("c") is None


def test_leaving_twice_counts_once(clock: Clock) -> None:
    open_connections = limited(clock)
    first, *_ = [entered(open_connections, "a", is_waiting=False) for _ in range(3)]
    open_connections.leave(first)
    open_connections.leave(first)
    entered(open_connections, "a", is_waiting=False)
    assert open_connections.refusal("a") is Refused.ADDRESS_FULL
