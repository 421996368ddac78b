import asyncio
from collections.abc import AsyncIterator

import pytest

from application.limits.fair_line import FairLine
from domain.errors import LoginsBusyError, WaveformsBusyError


class Counter:
    """People who take their turn, stay until they are let go, and are written down in order."""

    def __init__(self, line: FairLine) -> None:
        self.line = line
        self.served: list[str] = []
        self.most_at_once = 0
        self._inside = 0
        self._leave = asyncio.Semaphore(0)
        self.tasks: list[asyncio.Task[None]] = []

    async def come(self, *names: str) -> None:
        """Each is known by the letter that their name begins with."""
        for name in names:
            self.tasks.append(asyncio.create_task(self._visit(name)))
            await settle()

    async def let_go(self, number: int = 1) -> None:
        for _ in range(number):
            self._leave.release()
            await settle()

    async def _visit(self, name: str) -> None:
        async with self.line.turn(name[0]):
            self.served.append(name)
            self._inside += 1
            self.most_at_once = max(self.most_at_once, self._inside)
            try:
                await self._leave.acquire()
            finally:
                self._inside -= 1


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
async def counter() -> AsyncIterator[Counter]:
    counter = Counter(FairLine(places=2, each=3, most=5))
    yield counter
    await counter.let_go(50)
    await asyncio.gather(*counter.tasks, return_exceptions=True)


async def test_so_many_work_at_once_and_no_more(counter: Counter) -> None:
    await counter.come("a1", "a2", "b1", "c1")
    assert counter.served == ["a1", "a2"]
    await counter.let_go(4)
    assert counter.served == ["a1", "a2", "b1", "c1"]
    assert counter.most_at_once == 2


async def test_keys_take_turns_however_many_one_of_them_sends(counter: Counter) -> None:
    await counter.come("a1", "a2", "a3", "a4", "a5", "b1", "b2")
    await counter.let_go(7)
    assert counter.served == ["a1", "a2", "a3", "b1", "a4", "b2", "a5"]


async def test_a_key_cannot_wait_without_end(counter: Counter) -> None:
    await counter.come("a1", "a2", "a3", "a4", "a5")
    with pytest.raises(LoginsBusyError):
        async with counter.line.turn("a"):
            pass
    await counter.come("b1")  # others still find a place


async def test_all_together_cannot_wait_without_end(counter: Counter) -> None:
    await counter.come("a1", "a2", "a3", "a4", "a5", "b1", "b2")
    with pytest.raises(LoginsBusyError) as refused:
        async with counter.line.turn("c"):
            pass
    assert refused.value.retry_after_seconds > 0


async def test_who_leaves_the_line_holds_nobody_up(counter: Counter) -> None:
    await counter.come("a1", "a2", "a3", "b1")
    counter.tasks[2].cancel()
    await settle()
    await counter.let_go(2)
    assert counter.served == ["a1", "a2", "b1"]


async def test_who_leaves_as_their_turn_comes_passes_it_on(counter: Counter) -> None:
    await counter.come("a1", "a2", "a3", "b1")
    counter._leave.release()
    counter.tasks[0].add_done_callback(lambda _: counter.tasks[2].cancel())
    await settle()
    await counter.let_go(2)
    assert "b1" in counter.served


async def test_who_stumbles_passes_their_turn_on(counter: Counter) -> None:
    await counter.come("a1", "a2", "b1")
    counter.tasks[0].cancel()
    await settle()
    assert counter.served == ["a1", "a2", "b1"]


async def test_after_everybody_has_left_the_line_is_as_new(counter: Counter) -> None:
    await counter.come("a1", "a2", "a3", "b1")
    await counter.let_go(4)
    assert counter.line == FairLine(places=2, each=3, most=5)


async def test_where_turns_are_long_no_key_takes_all_places() -> None:
    counter = Counter(FairLine(places=2, each_at_once=1))
    await counter.come("a1", "a2", "b1", "c1")
    assert counter.served == ["a1", "b1"]
    await counter.let_go(1)
    assert counter.served == ["a1", "b1", "a2"]
    await counter.let_go(3)
    assert counter.served == ["a1", "b1", "a2", "c1"]
    assert counter.line == FairLine(places=2, each_at_once=1)


async def test_a_place_that_only_one_key_may_not_take_is_free_for_others() -> None:
    counter = Counter(FairLine(places=2, each_at_once=1))
    await counter.come("a1", "a2", "a3", "b1")
    assert counter.served == ["a1", "b1"]
    await counter.let_go(4)
    assert counter.served == ["a1", "b1", "a2", "a3"]


async def test_who_is_turned_away_is_told_of_what_there_was_too_much() -> None:
    line = FairLine(places=1, each=0, crowded=WaveformsBusyError)
    async with line.turn("a"):
        with pytest.raises(WaveformsBusyError):
            async with line.turn("b"):
                pass
