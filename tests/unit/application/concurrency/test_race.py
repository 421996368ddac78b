import asyncio

import pytest

from application.concurrency.tasks import first_of
from tests.fakes.house import settle
from tests.fakes.transcriber import forever


class Rival:
    """Runs for ever and notes that it was stopped."""

    def __init__(self) -> None:
        self.stopped = False

    async def run(self) -> None:
        try:
            await forever()
        finally:
            await asyncio.sleep(0)  # it takes a moment to clean up
            self.stopped = True


async def at_once() -> None:
    """Do nothing."""


async def broken() -> None:
    raise ZeroDivisionError


async def test_the_first_to_end_stops_the_others() -> None:
    rival = Rival()
    await first_of(rival.run(), at_once())
    assert rival.stopped


async def test_the_first_to_fail_stops_the_others_and_its_error_comes_out() -> None:
    rival = Rival()
    with pytest.raises(ZeroDivisionError):
        await first_of(rival.run(), broken())
    assert rival.stopped


async def test_who_cancels_the_race_stops_all() -> None:
    one, two = Rival(), Rival()
    task = asyncio.create_task(first_of(one.run(), two.run()))
    await settle()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (one.stopped, two.stopped) == (True, True)
