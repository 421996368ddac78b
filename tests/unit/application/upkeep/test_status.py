import asyncio
from datetime import timedelta

import pytest

from application.upkeep.status import SAMPLE_SECONDS, SAMPLES_KEPT, StatusHistory
from domain.job import JobStatus
from domain.options import ModelName
from tests.fakes.house import House
from tests.memory.engine import MemoryEngine, busy_model
from tests.samples import a_job, a_recording


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def engine() -> MemoryEngine:
    return MemoryEngine()


@pytest.fixture
def history(house: House, engine: MemoryEngine) -> StatusHistory:
    return StatusHistory(house.units, engine, house.clock, default_model=ModelName("digits"))


async def test_it_sees_what_waits_and_what_is_worked_on(
    house: House, engine: MemoryEngine, history: StatusHistory
) -> None:
    early = house.clock.now() - timedelta(seconds=90)
    await house.add(a_job(created_at=early, recording=a_recording(seconds=30.0)))
    await house.add(a_job(created_at=house.clock.now(), recording=a_recording(seconds=12.0)))
    await house.add(a_job(status=JobStatus.PROCESSING))
    engine.models = [busy_model(lanes=4, busy_lanes=1)]
    seen = await history.look()
    assert (seen.queued, seen.processing) == (2, 1)
    assert (seen.queued_audio_seconds, seen.oldest_queued_seconds) == (42.0, 90.0)
    assert (seen.lanes, seen.busy_lanes, seen.lane_utilisation) == (4, 1, 0.25)


async def test_with_nothing_to_do_all_is_zero(history: StatusHistory) -> None:
    seen = await history.look()
    assert (seen.queued, seen.oldest_queued_seconds, seen.lane_utilisation) == (0, 0.0, 0.0)


async def test_between_two_looks_lanes_were_busy_for_a_share_of_the_time(
    house: House, engine: MemoryEngine, history: StatusHistory
) -> None:
    engine.models = [busy_model(lanes=2, busy_seconds=100.0)]
    following = asyncio.create_task(history.follow())
    await house.clock.advance(0)
    engine.models = [busy_model(lanes=2, busy_seconds=105.0)]
    await house.clock.advance(SAMPLE_SECONDS)
    assert [sample.lane_utilisation for sample in history.samples] == [0.0, 0.25]
    following.cancel()
    await asyncio.wait([following])


async def test_only_the_last_hour_is_kept(house: House, history: StatusHistory) -> None:
    following = asyncio.create_task(history.follow())
    for _ in range(SAMPLES_KEPT + 10):
        await house.clock.advance(SAMPLE_SECONDS)
    samples = history.samples
    assert len(samples) == SAMPLES_KEPT
    assert samples[-1].at - samples[0].at == timedelta(seconds=SAMPLE_SECONDS * (SAMPLES_KEPT - 1))
    following.cancel()
    await asyncio.wait([following])


async def test_an_outage_leaves_a_gap_and_no_more(house: House, history: StatusHistory) -> None:
    following = asyncio.create_task(history.follow())
    await house.clock.advance(0)
    house.outage.begin(SAMPLE_SECONDS + 1)
    await house.clock.advance(SAMPLE_SECONDS)
    await house.clock.advance(SAMPLE_SECONDS)
    first, second = history.samples
    assert second.at - first.at == timedelta(seconds=2 * SAMPLE_SECONDS)
    following.cancel()
    await asyncio.wait([following])
