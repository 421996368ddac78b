"""Each process tells the others how busy its lanes are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from application.upkeep.report_lanes import FORGOTTEN, FRESH, REPORT_SECONDS, ReportLanes
from domain.job import WorkerName
from tests.fakes.house import House
from tests.memory.engine import MemoryEngine, busy_model


@pytest.fixture
def house() -> House:
    return House()


def reporter(house: House, name: str, *, lanes: int = 4, busy_lanes: int = 0) -> ReportLanes:
    engine = MemoryEngine(busy_model(lanes=lanes, busy_lanes=busy_lanes))
    return ReportLanes(house.units, engine, house.clock, WorkerName(name))


async def until_reported(house: House, *, seconds: float = 0.0, reports: int = 1) -> None:
    """Let time pass, and wait until that many reports were stored."""
    wanted = house.database.commits + reports
    async with asyncio.timeout(10):
        while house.database.commits < wanted:
            await house.clock.advance(seconds)
            seconds = 0.0


@asynccontextmanager
async def running(house: House, *reports: ReportLanes) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Let processes report; they withdraw their reports at the end."""
    tasks = [asyncio.create_task(each.follow()) for each in reports]
    await until_reported(house, reports=len(reports))
    yield tasks
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def seen(by: ReportLanes) -> dict[str, tuple[int, int]]:
    return {each.process: (each.busy_lanes, each.lanes) for each in await by.of_all()}


async def test_every_process_sees_the_lanes_of_all(house: House) -> None:
    api, worker = reporter(house, "api:1", lanes=0), reporter(house, "worker:2", busy_lanes=3)
    async with running(house, api, worker):
        assert await seen(api) == {"api:1": (0, 0), "worker:2": (3, 4)}
        assert await seen(worker) == await seen(api)


async def test_a_process_sees_its_own_lanes_as_they_are_now(house: House) -> None:
    engine = MemoryEngine(busy_model(lanes=2))
    own = ReportLanes(house.units, engine, house.clock, WorkerName("own:1"))
    async with running(house, own):
        engine.models = [busy_model(lanes=2, busy_lanes=2)]
        assert await seen(own) == {"own:1": (2, 2)}


async def test_reports_follow_what_the_lanes_do(house: House) -> None:
    engine = MemoryEngine(busy_model(lanes=2))
    worker = ReportLanes(house.units, engine, house.clock, WorkerName("worker:2"))
    api = reporter(house, "api:1", lanes=0)
    async with running(house, worker):
        engine.models = [busy_model(lanes=2, busy_lanes=1)]
        await until_reported(house, seconds=REPORT_SECONDS)
        assert (await seen(api))["worker:2"] == (1, 2)


async def test_a_process_that_ends_withdraws_its_report(house: House) -> None:
    api, worker = reporter(house, "api:1"), reporter(house, "worker:2")
    async with running(house, worker):
        assert "worker:2" in await seen(api)
    assert await seen(api) == {"api:1": (0, 4)}


async def test_a_process_that_died_is_soon_left_out_and_later_forgotten(house: House) -> None:
    api, dead = reporter(house, "api:1"), reporter(house, "dead:2")
    async with house.units() as uow:
        await uow.lane_reports.put(dead.own)
        await uow.commit()
    await house.clock.advance(FRESH.total_seconds())
    assert "dead:2" in await seen(api)
    await house.clock.advance(1)
    assert "dead:2" not in await seen(api)
    await house.clock.advance(FORGOTTEN.total_seconds())
    async with running(house, api), house.units() as uow:
        kept = await uow.lane_reports.since(house.clock.now() - timedelta(days=1))
        assert [report.process for report in kept] == ["api:1"]


async def test_an_outage_skips_a_report_and_no_more(house: House) -> None:
    engine = MemoryEngine(busy_model(lanes=2))
    worker = ReportLanes(house.units, engine, house.clock, WorkerName("worker:2"))
    async with running(house, worker):
        engine.models = [busy_model(lanes=2, busy_lanes=2)]
        house.outage.begin(1.5 * REPORT_SECONDS)
        for _ in range(5):  # it tries, and lies down again
            await house.clock.advance(REPORT_SECONDS / 5)
        await until_reported(house, seconds=REPORT_SECONDS)
        assert (await seen(reporter(house, "api:1")))["worker:2"] == (2, 2)
