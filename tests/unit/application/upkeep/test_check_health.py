import asyncio
from dataclasses import dataclass, field

from typing_extensions import override

from application.ports.health import Checkable
from application.upkeep.check_health import CheckHealth
from domain.errors.capacity import DatabaseUnavailableError
from domain.errors.kinds import TranscriberError
from tests.fakes.house import settle
from tests.fakes.transcriber import forever


class Healthy(Checkable):
    @override
    async def check(self) -> None: ...


@dataclass
class Ill(Checkable):
    error: TranscriberError

    @override
    async def check(self) -> None:
        raise self.error


class Hanging(Checkable):
    @override
    async def check(self) -> None:
        await forever()


AWAY = DatabaseUnavailableError()


async def test_every_part_is_asked_and_says_what_is_wrong() -> None:
    check = CheckHealth({"queue": Healthy(), "database": Ill(AWAY)})
    assert await check() == {"queue": None, "database": str(AWAY)}


async def test_only_the_parts_that_are_named_are_asked() -> None:
    check = CheckHealth({"queue": Healthy(), "database": Ill(AWAY)})
    assert await check("queue") == {"queue": None}


async def test_a_part_that_does_not_answer_is_ill_and_holds_nobody_up() -> None:
    check = CheckHealth({"model": Hanging(), "queue": Healthy()}, timeout_seconds=0.0)
    async with asyncio.timeout(1):
        faults = await check("model")
    assert faults == {"model": "No answer within 0 s."}


class CalledOff(Checkable):
    @override
    async def check(self) -> None:
        raise asyncio.CancelledError


class TimedOut(Checkable):
    @override
    async def check(self) -> None:
        raise TimeoutError


async def test_a_part_that_gives_up_by_itself_has_not_answered() -> None:
    check = CheckHealth({"one": CalledOff(), "other": TimedOut()})
    assert await check() == {"one": "No answer within 3 s.", "other": "No answer within 3 s."}


@dataclass
class Clinging(Checkable):
    """Cannot be called off before it may."""

    may: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    @override
    async def check(self) -> None:
        self.asked += 1
        try:
            await forever()
        finally:
            await self.may.wait()


async def test_a_part_that_cannot_be_called_off_holds_nobody_up_nor_is_it_asked_twice() -> None:
    queue = Clinging()
    check = CheckHealth({"queue": queue}, timeout_seconds=0.0)
    async with asyncio.timeout(1):
        assert [await check(), await check()] == [{"queue": "No answer within 0 s."}] * 2
    assert queue.asked == 1
    queue.may.set()
    await settle()
    await check()
    assert queue.asked == 2


@dataclass
class Counted(Checkable):
    """Answers when it may, and counts how often it is asked."""

    may: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    @override
    async def check(self) -> None:
        self.asked += 1
        await self.may.wait()


async def test_many_who_ask_at_once_share_one_answer() -> None:
    storage = Counted()
    check = CheckHealth({"storage": storage})
    asking = [asyncio.create_task(check()) for _ in range(100)]
    await settle()
    asking.pop().cancel()
    storage.may.set()
    assert await asyncio.gather(*asking) == [{"storage": None}] * 99
    assert storage.asked == 1


async def test_who_asks_later_is_answered_anew() -> None:
    storage = Counted()
    storage.may.set()
    check = CheckHealth({"storage": storage})
    for _ in range(2):
        assert await check() == {"storage": None}
    assert storage.asked == 2
