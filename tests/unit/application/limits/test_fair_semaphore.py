import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from application.limits.fair_semaphore import FairSemaphore
from domain.errors.capacity import ProbesBusyError, QueueFullError
from tests.fakes.house import settle
from tests.memory.clock import MemoryClock


class Visitors:
    """They hold a place until they are let go, and are written down in the order of their turns.

    Each belongs to the user whose letter their name begins with.
    """

    def __init__(self, **limits: Any) -> None:
        self.clock = MemoryClock()
        self.limits = limits
        self.semaphore = self.fresh()
        self.served: list[str] = []
        self.most_at_once = 0
        self.visits: dict[str, asyncio.Task[None]] = {}
        self._inside: dict[str, asyncio.Event] = {}

    def fresh(self) -> FairSemaphore:
        return FairSemaphore(self.clock, busy=ProbesBusyError, **self.limits)

    async def come(self, *names: str) -> None:
        for name in names:
            self.visits[name] = asyncio.create_task(self._visit(name))
            await settle()

    async def go(self, *names: str) -> None:
        for name in names:
            self._inside[name].set()
            await settle()

    async def all_go(self) -> None:
        while self._inside:
            await self.go(next(iter(self._inside)))

    async def sent_away(self, name: str) -> ProbesBusyError:
        """Expect that a visitor is refused, and give the refusal."""
        if name not in self.visits:
            await self.come(name)
        assert self.visits[name].done()
        refusal = self.visits.pop(name).exception()
        assert isinstance(refusal, ProbesBusyError)
        return refusal

    async def _visit(self, name: str) -> None:
        async with self.semaphore.place(name[0]):
            self.served.append(name)
            leave = self._inside[name] = asyncio.Event()
            self.most_at_once = max(self.most_at_once, len(self._inside))
            try:
                await leave.wait()
            finally:
                del self._inside[name]


@pytest.fixture
async def visitors() -> AsyncIterator[Visitors]:
    visitors = Visitors(places=2, spare=0, each_waiting=3, most_waiting=5)
    yield visitors
    await visitors.all_go()


async def test_so_many_work_at_once_and_no_more(visitors: Visitors) -> None:
    await visitors.come("a1", "a2", "b1", "c1")
    assert visitors.served == ["a1", "a2"]
    await visitors.all_go()
    assert visitors.served == ["a1", "a2", "b1", "c1"]
    assert visitors.most_at_once == 2


async def test_users_take_turns_however_many_requests_one_of_them_sends(
    visitors: Visitors,
) -> None:
    await visitors.come("a1", "a2", "a3", "a4", "a5", "b1", "b2")
    await visitors.all_go()
    assert visitors.served == ["a1", "a2", "b1", "a3", "b2", "a4", "a5"]


async def test_a_free_place_goes_to_the_user_who_was_served_least_recently() -> None:
    visitors = Visitors(places=1)
    await visitors.come("a1", "b1", "c1", "a2", "b2")
    await visitors.go("a1", "b1", "c1")
    assert visitors.served == ["a1", "b1", "c1", "a2"]
    await visitors.all_go()


async def test_a_user_cannot_wait_without_end(visitors: Visitors) -> None:
    await visitors.come("a1", "a2", "a3", "a4", "a5")
    await visitors.sent_away("a6")
    await visitors.come("b1")  # others still find a place to wait
    assert not visitors.visits["b1"].done()


async def test_all_users_together_cannot_wait_without_end() -> None:
    visitors = Visitors(places=1, most_waiting=3)
    await visitors.come("a1", "b1", "c1", "d1")
    await visitors.sent_away("e1")
    await visitors.all_go()
    assert visitors.served == ["a1", "b1", "c1", "d1"]


async def test_where_all_have_to_wait_the_newest_of_the_user_with_most_makes_room() -> None:
    visitors = Visitors(places=1, most_waiting=3)
    await visitors.come("a1", "a2", "a3", "a4", "b1")
    await visitors.sent_away("a4")
    await visitors.sent_away("a5")
    await visitors.all_go()
    assert visitors.served == ["a1", "b1", "a2", "a3"]


@pytest.mark.parametrize(("places", "taken"), [(1, 1), (2, 1), (4, 3), (8, 6), (16, 12)])
async def test_a_user_who_holds_places_for_long_leaves_some_for_others(
    places: int, taken: int
) -> None:
    visitors = Visitors(places=places)
    await visitors.come(*(f"a{n}" for n in range(places + 3)))
    assert len(visitors.served) == taken
    others = [f"{letter}1" for letter in "bcdefghij"][: places - taken]
    await visitors.come(*others)
    assert visitors.served[taken:] == others
    await visitors.all_go()


async def test_of_the_places_kept_for_others_a_user_takes_one_only() -> None:
    visitors = Visitors(places=8)
    await visitors.come(*(f"a{n}" for n in range(8)), "b1", "b2", "c1")
    assert visitors.served[6:] == ["b1", "c1"]
    await visitors.all_go()


async def test_a_place_that_one_user_may_not_take_stays_free_for_others() -> None:
    visitors = Visitors(places=2)
    await visitors.come("a1", "a2", "b1")
    await visitors.go("b1")
    assert visitors.served == ["a1", "b1"]
    await visitors.come("c1")
    assert visitors.served == ["a1", "b1", "c1"]
    await visitors.all_go()
    assert visitors.served == ["a1", "b1", "c1", "a2"]


async def test_who_holds_fewest_places_goes_first() -> None:
    visitors = Visitors(places=3, spare=0)
    await visitors.come("a1", "a2", "b1", "a3", "b2", "c1")
    await visitors.go("b1")
    assert visitors.served[3:] == ["c1"]
    await visitors.go("a1")
    assert visitors.served[3:] == ["c1", "b2"]
    await visitors.all_go()


async def test_nobody_waits_longer_than_allowed(visitors: Visitors) -> None:
    await visitors.come("a1", "b1", "c1", "d1")
    await visitors.clock.advance(29)
    await settle()
    assert not visitors.visits["c1"].done()
    await visitors.clock.advance(1)
    await settle()
    await visitors.sent_away("c1")
    await visitors.sent_away("d1")
    await visitors.go("a1")
    await visitors.come("e1")
    assert visitors.served == ["a1", "b1", "e1"]


async def test_who_stops_waiting_holds_nobody_up(visitors: Visitors) -> None:
    await visitors.come("a1", "a2", "a3", "b1")
    visitors.visits["a3"].cancel()
    await settle()
    await visitors.go("a1", "a2")
    assert visitors.served == ["a1", "a2", "b1"]


async def test_who_leaves_as_their_turn_comes_passes_the_place_on() -> None:
    visitors = Visitors(places=1)
    await visitors.come("a1", "b1", "c1")
    visitors.visits["a1"].add_done_callback(lambda _: visitors.visits["b1"].cancel())
    await visitors.go("a1")
    assert visitors.served[-1] == "c1"
    await visitors.all_go()
    assert visitors.semaphore == visitors.fresh()


async def test_a_place_is_free_again_however_it_was_left(visitors: Visitors) -> None:
    await visitors.come("a1", "a2", "b1")
    visitors.visits["a1"].cancel()
    await settle()
    assert visitors.served == ["a1", "a2", "b1"]
    await visitors.all_go()
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            async with visitors.semaphore.place("a"):
                _ = 1 / 0
    assert visitors.semaphore == visitors.fresh()


async def test_after_everybody_has_left_nobody_is_remembered(visitors: Visitors) -> None:
    await visitors.come("a1", "a2", "a3", "b1")
    await visitors.all_go()
    assert visitors.semaphore == visitors.fresh()


async def test_whoever_asks_before_they_come_hears_whether_they_could() -> None:
    visitors = Visitors(places=1, each_waiting=1)
    visitors.semaphore.ensure_open("a")
    await visitors.come("a1")
    visitors.semaphore.ensure_open("a")  # there is a place to wait
    await visitors.come("a2")
    with pytest.raises(ProbesBusyError):
        visitors.semaphore.ensure_open("a")
    visitors.semaphore.ensure_open("b")
    await visitors.all_go()


@pytest.mark.parametrize(
    ("seconds", "wait"), [(None, 3), (0, 1), (1, 1), (30, 15), (31, 16), (9_999, 60)]
)
async def test_it_says_when_to_come_back_by_how_long_places_were_held(
    seconds: float | None, wait: int
) -> None:
    clock = MemoryClock()
    semaphore = FairSemaphore(clock, 2, QueueFullError, spare=0, each_waiting=0)
    if seconds is not None:
        async with semaphore.place("a"):
            await clock.advance(seconds)
    async with semaphore.place("a"), semaphore.place("b"):
        with pytest.raises(QueueFullError) as caught:
            semaphore.ensure_open("a")
    assert caught.value.retry_after_seconds == wait
