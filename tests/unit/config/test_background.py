import asyncio

from config.background import meanwhile, stopped
from tests.fakes.house import settle


async def test_work_goes_on_until_the_end_and_no_longer() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with meanwhile(work(), "work"):
        await settle()
        assert not ended.is_set()
    assert ended.is_set()


async def test_work_that_overlooks_a_cancel_is_stopped_all_the_same() -> None:
    overlooked = 0

    async def work() -> None:
        nonlocal overlooked
        while overlooked < 3:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                overlooked += 1
        await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await settle()
    async with asyncio.timeout(60):
        await stopped(task, patience_seconds=0.01)
    assert task.cancelled()
    assert overlooked == 3
