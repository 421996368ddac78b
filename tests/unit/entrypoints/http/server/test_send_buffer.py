"""When a client counts as stalled."""

import asyncio

import pytest
from typing_extensions import override

from entrypoints.http.server.send_buffer import SendBuffer


class ATransport(asyncio.Transport):
    """Holds as much as it is told."""

    waiting = 0

    @override
    def get_write_buffer_size(self) -> int:
        return self.waiting


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def transport() -> ATransport:
    return ATransport()


def stalled_at(send_buffer: SendBuffer, clock: Clock, seconds: float) -> bool:
    clock.now = seconds
    return send_buffer.is_stalled()


def test_nothing_to_send_is_no_stall(transport: ATransport, clock: Clock) -> None:
    send_buffer = SendBuffer(transport, 60, clock)
    assert not any(stalled_at(send_buffer, clock, seconds) for seconds in range(0, 600, 10))


def test_a_client_that_reads_nothing_is_stalled_after_a_while(
    transport: ATransport, clock: Clock
) -> None:
    send_buffer = SendBuffer(transport, 60, clock)
    transport.waiting = 1
    assert [stalled_at(send_buffer, clock, seconds) for seconds in (100, 150, 160)] == [
        False,
        False,
        True,
    ]


def test_a_client_that_reads_a_little_now_and_then_is_not_stalled(
    transport: ATransport, clock: Clock
) -> None:
    send_buffer = SendBuffer(transport, 60, clock)
    for seconds in range(0, 600, 50):
        transport.waiting = 1_000_000 - seconds // 50 * 20_000
        assert not stalled_at(send_buffer, clock, seconds)


def test_single_bytes_are_not_enough(transport: ATransport, clock: Clock) -> None:
    send_buffer = SendBuffer(transport, 60, clock)
    stalls = []
    for seconds in range(0, 100, 10):
        transport.waiting = 60_000 - seconds
        stalls.append(stalled_at(send_buffer, clock, seconds))
    assert stalls.index(True) == 6


def test_reading_counts_as_progress_if_the_buffer_is_filled_again(
    transport: ATransport, clock: Clock
) -> None:
    send_buffer = SendBuffer(transport, 60, clock)
    for seconds in range(0, 600, 50):
        transport.waiting = 60_000
        assert not stalled_at(send_buffer, clock, seconds)
        send_buffer.note_progress()
