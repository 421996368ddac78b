"""The bus contract, over memory and Redis; and what happens while Redis is away."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.memory.event_bus import MemoryEventBus
from adapters.redis.client import create_client
from adapters.redis.event_bus import RedisEventBus
from adapters.redis.link import RedisLink
from adapters.system.clock import SystemClock
from application.ports.event_bus import MISSED, EventBus, Topic
from application.ports.events import EventPublisher
from application.watching.event_hub import EventHub
from domain.events import JobStarted, SegmentsTranscribed
from domain.transcript import Segment
from tests.contracts.event_bus import EventBusContract, a_running_job, kinds, last_id, soon, take
from tests.contracts.event_publisher import EventPublisherContract
from tests.memory.clock import MemoryClock
from tests.own_redis import OwnRedis


class TestMemoryEventBus(EventBusContract, EventPublisherContract):
    @pytest.fixture
    def bus(self, clock: MemoryClock) -> MemoryEventBus:
        return MemoryEventBus(clock)

    @pytest.fixture
    def publisher(self, bus: MemoryEventBus) -> EventPublisher:
        return bus

    async def test_who_has_left_is_forgotten(self, bus: MemoryEventBus) -> None:
        with bus.subscribe(Topic(a_running_job().owner)):
            assert bus.watchers == 1
        assert bus.watchers == 0

    async def test_what_is_no_longer_remembered_is_not_passed_over_in_silence(
        self, bus: MemoryEventBus
    ) -> None:
        job = a_running_job()
        with bus.subscribe(Topic(job.owner)) as subscription:
            await bus.publish(JobStarted(job))
            first = last_id(await take(subscription, 1))
        one = SegmentsTranscribed(job, (Segment(0, 1, " one"),))
        for _ in range(EventHub.HISTORY // 2):
            await bus.publish(one)
        with bus.subscribe(Topic(job.owner), after=first) as subscription:
            assert len(await subscription.take()) == EventHub.HISTORY
        await bus.publish(one)
        with bus.subscribe(Topic(job.owner), after=first) as subscription:
            assert await subscription.take() == [MISSED]

    async def test_an_id_of_the_process_before_is_not_taken_for_one_of_this(
        self, bus: MemoryEventBus, clock: MemoryClock
    ) -> None:
        job = a_running_job()
        await clock.advance(60)
        with bus.subscribe(Topic(job.owner)) as subscription:
            await bus.publish(JobStarted(job))
            before = last_id(await take(subscription, 1))
        await clock.advance(60)
        with MemoryEventBus(clock).subscribe(Topic(job.owner), after=before) as subscription:
            assert await subscription.take() == [MISSED]

    async def test_a_clock_that_is_set_back_does_not_turn_the_order_round(
        self, bus: MemoryEventBus, clock: MemoryClock
    ) -> None:
        job = a_running_job()
        with bus.subscribe(Topic(job.owner)) as subscription:
            await bus.publish(JobStarted(job))
            await clock.advance(-3600)
            await bus.publish(JobStarted(job))
            first, second = await take(subscription, 2)
        assert last_id([first]) < last_id([second])

    def test_it_does_not_pretend_to_hear_other_processes(self, clock: MemoryClock) -> None:
        assert not MemoryEventBus(clock, alone=False).live


class Processes:
    """Buses over one server, as many processes have them."""

    def __init__(self, url: str, prefix: str, stack: AsyncExitStack) -> None:
        self._url, self._prefix, self._stack = url, prefix, stack
        self.pauses = MemoryClock()

    async def start(self, *, listening: bool = True) -> RedisEventBus:
        shared = create_client(self._url, timeout_seconds=0.5)
        listener = create_client(self._url, timeout_seconds=5)
        for client in (shared, listener):
            self._stack.push_async_callback(client.aclose)
        link = RedisLink(shared, self.pauses, pause_seconds=2)
        bus = RedisEventBus(link, listener, SystemClock(), prefix=self._prefix, pause_seconds=0.02)
        if listening:
            await self._stack.enter_async_context(bus.listening())
            await came_to_life(bus)
        return bus


async def came_to_life(bus: EventBus) -> None:
    """Wait until it is live; it says so by telling everybody to look."""
    with bus.subscribe(Topic(a_running_job().owner)) as subscription:
        while not bus.live:
            await soon(subscription.take())


class TestRedisEventBus(EventBusContract, EventPublisherContract):
    @pytest.fixture
    async def processes(self, redis_url: str, redis_prefix: str) -> AsyncIterator[Processes]:
        async with AsyncExitStack() as stack:
            yield Processes(redis_url, redis_prefix, stack)

    @pytest.fixture
    async def bus(self, processes: Processes) -> RedisEventBus:
        return await processes.start()

    @pytest.fixture
    def publisher(self, bus: RedisEventBus) -> EventPublisher:
        return bus

    async def test_what_one_process_says_all_others_hear(
        self, bus: RedisEventBus, processes: Processes
    ) -> None:
        job = a_running_job()
        worker = await processes.start(listening=False)
        other = await processes.start()
        with (
            bus.subscribe(Topic(job.owner)) as here,
            other.subscribe(Topic(job.owner)) as there,
        ):
            await worker.publish(JobStarted(job))
            assert await take(here, 1) == await take(there, 1)

    async def test_a_process_that_starts_remembers_what_was_before(
        self, bus: RedisEventBus, processes: Processes
    ) -> None:
        job = a_running_job()
        with bus.subscribe(Topic(job.owner)) as subscription:
            await bus.publish(JobStarted(job))
            first = last_id(await take(subscription, 1))
            await bus.publish(JobStarted(job))
        late = await processes.start()
        with late.subscribe(Topic(job.owner), after=first) as subscription:
            assert kinds(await take(subscription, 1)) == ["started"]

    async def test_the_stream_is_short_and_goes_by_itself(
        self, bus: RedisEventBus, redis_url: str, redis_prefix: str
    ) -> None:
        job = a_running_job()
        many = tuple(Segment(n, n + 1, " one") for n in range(1_300))
        await bus.publish(SegmentsTranscribed(job, many))
        client = create_client(redis_url)
        assert await client.keys(f"{redis_prefix}*") == [f"{redis_prefix}events".encode()]
        assert 1_000 <= await client.xlen(f"{redis_prefix}events") < 1_300
        assert 0 < await client.ttl(f"{redis_prefix}events") <= 600
        await client.aclose()

    async def test_what_another_version_wrote_counts_as_missed(
        self, bus: RedisEventBus, processes: Processes, redis_url: str, redis_prefix: str
    ) -> None:
        job = a_running_job()
        client = create_client(redis_url)
        with bus.subscribe(Topic(job.owner)) as subscription:
            await bus.publish(JobStarted(job))
            first = last_id(await take(subscription, 1))
            await client.xadd(f"{redis_prefix}events", {"v2": '{"kind": "unheard of"}'})
            await bus.publish(JobStarted(job))
            assert kinds(await take(subscription, 2)) == ["missed", "started"]
        await client.aclose()
        late = await processes.start()
        with late.subscribe(Topic(job.owner), after=first) as subscription:
            assert await subscription.take() == [MISSED]


class TestWhileRedisIsAway:
    @pytest.fixture
    def server(self, tmp_path: Path) -> Iterator[OwnRedis]:
        server = OwnRedis(tmp_path)
        server.start()
        yield server
        server.stop()

    @pytest.fixture
    async def processes(self, server: OwnRedis) -> AsyncIterator[Processes]:
        async with AsyncExitStack() as stack:
            yield Processes(server.url, "test:", stack)

    async def test_watchers_are_told_to_look_and_to_look_again_once_it_is_back(
        self, server: OwnRedis, processes: Processes
    ) -> None:
        bus, job = await processes.start(), a_running_job()
        with bus.subscribe(Topic(job.owner)) as subscription, capture_logs() as lines:
            server.stop()
            assert await soon(subscription.take()) == [MISSED]
            assert not bus.live
            await bus.publish(JobStarted(job))  # lost, and the caller is not bothered with it
            server.start()
            while not bus.live:
                assert set(kinds(await soon(subscription.take()))) == {"missed"}
            await processes.pauses.advance(2)
            await bus.publish(JobStarted(job))
            heard = kinds(await soon(subscription.take()))
            while heard[-1] != "started":
                heard += kinds(await soon(subscription.take()))
            assert heard.count("started") == 1
        assert [line["event"] for line in lines] == ["event_bus_lost"]

    async def test_what_one_process_could_not_say_the_others_learn_with_its_next_word(
        self, server: OwnRedis, processes: Processes
    ) -> None:
        bus, worker = await processes.start(), await processes.start(listening=False)
        job = a_running_job()
        with bus.subscribe(Topic(job.owner)) as subscription:
            server.freeze()
            await worker.publish(JobStarted(job))
            server.thaw()
            await processes.pauses.advance(2)
            await worker.publish(JobStarted(job))
            heard = kinds(await soon(subscription.take()))
            while heard.count("started") < 1:
                heard += kinds(await soon(subscription.take()))
        assert "missed" in heard
