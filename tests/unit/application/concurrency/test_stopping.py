import asyncio

from application.concurrency.tasks import stopped
from tests.fakes.house import settle
from tests.fakes.transcriber import forever


class Deaf:
    """Passes over so many cancels."""

    def __init__(self, cancels: int) -> None:
        self.cancels = cancels

    async def __call__(self) -> None:
        while self.cancels:
            try:
                await forever()
            except asyncio.CancelledError:
                self.cancels -= 1
        await forever()


async def test_a_task_that_passes_over_a_cancel_is_stopped_all_the_same() -> None:
    deaf = Deaf(3)
    tasks = [asyncio.create_task(deaf()), asyncio.create_task(forever())]
    await settle()
    async with asyncio.timeout(60):
        await stopped(*tasks, patience_seconds=0.01)
    assert deaf.cancels == 0
    assert all(task.cancelled() for task in tasks)


async def test_what_a_task_raises_meanwhile_stays_with_it() -> None:
    async def breaking() -> None:
        try:
            await forever()
        finally:
            raise ZeroDivisionError

    task = asyncio.create_task(breaking())
    await settle()
    await stopped(task)
    assert isinstance(task.exception(), ZeroDivisionError)


async def test_tasks_that_have_ended_are_not_waited_for() -> None:
    ended = asyncio.create_task(asyncio.sleep(0))
    await ended
    await stopped(ended)
    await stopped()
    assert not ended.cancelled()


async def test_whoever_is_cancelled_meanwhile_leaves_none_behind() -> None:
    deaf = asyncio.create_task(Deaf(1)())
    await settle()
    stopping = asyncio.create_task(stopped(deaf))
    await settle()
    assert not deaf.done()
    stopping.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait({stopping})
    assert deaf.cancelled()
    assert stopping.cancelled()
