"""How many decoding processes there are, and when they are started and ended."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event, Semaphore
from typing import Final

import pytest

from adapters.sound.processes import pool
from adapters.sound.processes.decoding_process import DecodingProcess
from adapters.sound.processes.pool import DecodingProcesses
from domain.errors.capacity import DecoderLostError
from domain.errors.kinds import UnavailableError

PATIENCE_SECONDS: Final = 10.0


class FakeProcess:
    """Stands for a process; tells its house when it starts and ends."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self.used_up = False
        self.interrupted = False
        house.alive.append(self)
        house.started.release()

    def wait_until_ready(self) -> None:
        assert self._house.ready.wait(PATIENCE_SECONDS)
        if self._house.broken:
            raise DecoderLostError

    def interrupt(self) -> None:
        self.interrupted = True

    def close(self) -> None:
        self._house.alive.remove(self)
        self._house.ended.release()


class House:
    """All that were started and have not ended."""

    def __init__(self) -> None:
        self.alive: list[FakeProcess] = []
        self.started = Semaphore(0)
        self.ended = Semaphore(0)
        self.ready = Event()
        self.ready.set()
        self.broken = False


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    house = House()
    monkeypatch.setattr(pool, "DecodingProcess", lambda _: FakeProcess(house))
    return house


def wait_for(semaphore: Semaphore, times: int) -> None:
    for _ in range(times):
        assert semaphore.acquire(timeout=PATIENCE_SECONDS)


def test_another_process_is_started_as_soon_as_the_last_idle_one_is_taken(house: House) -> None:
    processes = DecodingProcesses()
    processes.open()
    with processes.acquire():
        wait_for(house.started, 2)
        assert len(house.alive) == 2


def test_without_starting_ahead_there_are_no_more_processes_than_needed(house: House) -> None:
    processes = DecodingProcesses(ahead=False)
    for _ in range(3):
        with processes.acquire():
            pass
    assert len(house.alive) == 1


def test_additional_processes_end_after_a_while(house: House) -> None:
    processes = DecodingProcesses(ahead=False, idle_seconds=0.01)
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(processes.acquire())
        assert len(house.alive) == 5
    wait_for(house.ended, 3)
    assert len(house.alive) == 2


def test_a_used_up_process_is_replaced(house: House) -> None:
    processes = DecodingProcesses(ahead=False)
    with processes.acquire() as process:
        process.used_up = True  # type: ignore[misc]  # it is a fake
    (following,) = house.alive
    assert not following.used_up


def test_busy_processes_are_interrupted_by_close_and_ended_when_released(
    house: House,
) -> None:
    processes = DecodingProcesses(ahead=False)
    with processes.acquire():
        processes.close()
        assert [each.interrupted for each in house.alive] == [True]
    assert not house.alive
    with pytest.raises(UnavailableError), processes.acquire():
        pass


def test_a_caller_that_waits_for_a_start_takes_a_released_process(house: House) -> None:
    processes = DecodingProcesses(ahead=False)
    with ThreadPoolExecutor() as pool:
        with processes.acquire() as first:
            wait_for(house.started, 1)
            house.ready.clear()
            waiting = pool.submit(lent, processes)
            wait_for(house.started, 1)
        assert waiting.result(PATIENCE_SECONDS) is first
        house.ready.set()


def test_a_waiting_caller_learns_that_no_process_can_be_started(house: House) -> None:
    house.broken = True
    with pytest.raises(DecoderLostError), DecodingProcesses().acquire():
        pass
    assert not house.alive


def lent(processes: DecodingProcesses) -> DecodingProcess:
    with processes.acquire() as process:
        return process
