import asyncio

import pytest

from application.concurrency.tasks import uninterrupted
from tests.fakes.house import settle


class Work:
    """Ends when it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.go_on = asyncio.Event()
        self.log: list[str] = []
        self._error = error

    async def run(self) -> str:
        await self.go_on.wait()
        self.log.append("done")
        if self._error:
            raise self._error
        return "result"

    async def caller(self) -> None:
        self.log.append(await uninterrupted(self.run()))
        await asyncio.sleep(0)
        self.log.append("went on")


async def test_without_a_cancel_it_is_as_if_it_were_awaited() -> None:
    work = Work()
    work.go_on.set()
    await work.caller()
    assert work.log == ["done", "result", "went on"]


async def test_a_cancel_waits_for_the_end_and_then_strikes() -> None:
    work = Work()
    task = asyncio.create_task(work.caller())
    await settle()
    task.cancel()
    await settle()
    assert not task.done()
    work.go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.log == ["done", "result"]
    assert task.cancelling() == 1


async def test_an_error_comes_out_and_the_cancel_is_not_lost() -> None:
    work = Work(ZeroDivisionError())
    seen: list[str] = []

    async def caller() -> None:
        try:
            await uninterrupted(work.run())
        except ZeroDivisionError:
            seen.append("error")
            await asyncio.sleep(0)
            seen.append("went on")

    task = asyncio.create_task(caller())
    await settle()
    task.cancel()
    work.go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen == ["error"]


async def test_a_second_cancel_does_not_wait() -> None:
    work = Work()
    task = asyncio.create_task(work.caller())
    await settle()
    task.cancel()
    await settle()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    work.go_on.set()
    await settle()
    assert work.log == ["done"]


async def test_a_timeout_around_it_strikes_after_the_end() -> None:
    work = Work()

    async def caller() -> None:
        async with asyncio.timeout(0):
            await work.caller()

    task = asyncio.create_task(caller())
    await settle()
    work.go_on.set()
    with pytest.raises(TimeoutError):
        await task
    assert work.log == ["done", "result"]


async def test_work_that_is_cancelled_itself_says_so() -> None:
    async def give_up() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await uninterrupted(give_up())
