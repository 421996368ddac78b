import asyncio

from application.concurrency.tasks import meanwhile
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
