import asyncio

import pytest

from tests.fakes.house import settle
from tests.time_limit import telling_of_tasks


async def waits_for_ever() -> None:
    await asyncio.Event().wait()


async def test_the_alarm_says_where_each_task_waits_and_goes_off(
    capsys: pytest.CaptureFixture[str],
) -> None:
    waiting = asyncio.create_task(waits_for_ever())
    await settle()
    rung = list[int]()
    telling_of_tasks(lambda number, _: rung.append(number))(14, None)
    waiting.cancel()
    told = capsys.readouterr().err
    assert "await asyncio.Event().wait()" in told
    assert rung == [14]


def test_without_an_event_loop_it_just_goes_off() -> None:
    rung = list[int]()
    telling_of_tasks(lambda number, _: rung.append(number))(14, None)
    assert rung == [14]
