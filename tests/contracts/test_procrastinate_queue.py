"""The queue contract over procrastinate on a real PostgreSQL."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable, Iterator

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from adapters.queue.procrastinate_delivery import ProcrastinateDelivery
from adapters.queue.procrastinate_messages import Routing
from adapters.queue.procrastinate_queue import ONE_PLACE, ProcrastinateJobQueue
from adapters.queue.procrastinate_schema import make_tables
from adapters.queue.worker_places import WorkerPlaces
from adapters.sql.engine import create_engine
from adapters.sql.schema import migrate
from adapters.sql.unit_of_work import SqlUnitOfWork
from application.ports.queue import JobMessage, JobQueue
from domain.errors.capacity import QueueFullError
from domain.job_details import QueueStatus
from domain.options import ModelName, Priority
from tests.contracts.job_queue import ADA, CAPACITY, Worker, consuming, jobs
from tests.contracts.job_queue_places import JobQueuePlacesContract
from tests.contracts.unit_of_work import is_kept
from tests.memory.clock import MemoryClock
from tests.postgres_server import own_database
from tests.samples import a_job

ROUTING = Routing({ModelName("large-v3"): "gpu"})
WIPE = "TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_workers CASCADE"


async def _migrated(url: str) -> None:
    engine = create_engine(url)
    for _ in range(2):  # the second time there is nothing to do
        await migrate(engine, make_tables)
    await engine.dispose()


@pytest.fixture(scope="module")
def database_url(postgres_server: str) -> Iterator[str]:
    with own_database(postgres_server) as url:
        asyncio.run(_migrated(url))
        yield url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database_url)
    yield engine
    await engine.dispose()


class TestProcrastinateJobQueue(JobQueuePlacesContract):
    once_ended = None

    @pytest.fixture(autouse=True)
    async def _clean(self, database_url: str) -> AsyncIterator[None]:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(WIPE)
        self._url = database_url
        self._made: list[ProcrastinateJobQueue] = []
        yield
        for queue in self._made:
            await queue.close()

    @override
    def make_with(self, places: WorkerPlaces) -> ProcrastinateJobQueue:
        return self.make(places=places)

    @override
    def make(self, *takes: str, places: WorkerPlaces = ONE_PLACE) -> ProcrastinateJobQueue:
        queue = ProcrastinateJobQueue(
            self._url,
            routing=ROUTING,
            capacity=CAPACITY,
            takes=takes or ("default",),
            places=places,
            poll_seconds=0.2,
        )
        self._made.append(queue)
        return queue

    @override
    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not true():  # noqa: ASYNC110  # PostgreSQL wakes nobody here
                await asyncio.sleep(0.01)

    @override
    async def a_while(self) -> None:
        await asyncio.sleep(0.1)

    @override  # the ways of an order are tried on the other queues
    async def test_the_most_urgent_goes_first_and_the_oldest_among_equals(self) -> None:  # type: ignore[override]
        queue, worker = self.make(), Worker()
        low, normal, high, another = jobs(4)
        await queue.put(JobMessage(low, Priority.LOW))
        await queue.put(JobMessage(normal))
        await queue.put(JobMessage(high, Priority.HIGH))
        await queue.put(JobMessage(another))
        worker.finish(4)
        async with consuming(queue, worker):
            await self.until(lambda: len(worker.ended) == 4)
        assert worker.begun == [high, normal, another, low]

    async def test_a_model_goes_to_its_own_queue(self) -> None:
        large, other = jobs(2)
        strong, weak = Worker(), Worker()
        strong.finish()
        weak.finish()
        writer = self.make()
        await writer.put(JobMessage(large, model=ModelName("large-v3")))
        await writer.put(JobMessage(other, model=ModelName("small")))
        async with consuming(self.make("gpu"), strong), consuming(self.make(), weak):
            await self.until(lambda: strong.ended == [large] and weak.ended == [other])

    async def test_of_two_consumers_one_gets_the_message(self) -> None:
        [job] = jobs(1)
        first, second = Worker(), Worker()
        async with consuming(self.make(), first), consuming(self.make(), second):
            await self.a_while()
            await self.make().put(JobMessage(job))
            await self.until(lambda: first.begun + second.begun == [job])
            await self.a_while()
            assert first.begun + second.begun == [job]

    async def test_messages_of_an_older_version_count_as_those_of_one_user(
        self, database_url: str, engine: AsyncEngine
    ) -> None:
        old, older, new = jobs(3)
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute("DROP INDEX transcriber_lines")
            connection.execute(
                "ALTER TABLE procrastinate_jobs DROP transcriber_user, DROP transcriber_short"
            )
            for job in (older, old):
                connection.execute(
                    "INSERT INTO procrastinate_jobs"
                    " (queue_name, task_name, priority, queueing_lock, args) VALUES"
                    " ('default', 'transcribe', -3, %(id)s,"
                    " jsonb_build_object('job_id', %(id)s::text))",
                    {"id": str(job)},
                )
        await migrate(engine, make_tables)
        queue, worker = self.make(), Worker()
        await queue.put(JobMessage(new, owner=ADA))
        worker.finish(3)
        async with consuming(queue, worker):
            await self.until(lambda: len(worker.ended) == 3)
        assert worker.begun == [older, new, old]

    async def test_two_workers_at_once_are_given_two_messages_of_one_user(self) -> None:
        first, second = Worker(), Worker()
        async with consuming(self.make(), first), consuming(self.make(), second):
            await self.a_while()
            for job in jobs(2):
                await self.make().put(JobMessage(job, owner=ADA))
            await self.until(lambda: len(first.begun) == len(second.begun) == 1)

    async def test_a_process_without_queues_is_healthy_without_consuming(
        self, database_url: str
    ) -> None:
        queue = ProcrastinateJobQueue(database_url, routing=ROUTING, capacity=1)
        self._made.append(queue)
        await queue.check()

    async def test_what_a_dead_worker_held_is_unknown_and_tidied_away(
        self, database_url: str
    ) -> None:
        queue, worker = self.make(), Worker()
        [job] = jobs(1)
        async with consuming(queue, worker):
            await queue.put(JobMessage(job))
            await self.until(lambda: worker.begun == [job])
            with psycopg.connect(database_url, autocommit=True) as connection:
                connection.execute(
                    "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '61 s'"
                )
            assert await queue.status(job) is None
            assert await queue.tidy() == 1
            assert await queue.tidy() == 0

    async def test_a_handler_whose_message_was_swept_meanwhile_ends_in_peace(
        self, database_url: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        queue, worker = self.make(), Worker()
        swept, after = jobs(2)
        async with consuming(queue, worker):
            await queue.put(JobMessage(swept))
            await self.until(lambda: worker.begun == [swept])
            with psycopg.connect(database_url, autocommit=True) as connection:
                connection.execute("DELETE FROM procrastinate_jobs")
            worker.finish(2)
            await queue.put(JobMessage(after))
            await self.until(lambda: worker.ended == [swept, after])
            await self.a_while()
            gc.collect()  # asyncio complains of a task that failed unseen when it is forgotten
        assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []

    async def test_a_worker_outlives_the_loss_of_its_connections(self, database_url: str) -> None:
        queue, worker = self.make(), Worker()
        before, after = jobs(2)
        worker.finish(2)
        async with consuming(queue, worker):
            await queue.put(JobMessage(before))
            await self.until(lambda: worker.ended == [before])
            with psycopg.connect(database_url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'transcriber-queue'"
                    " AND datname = current_database()"
                )
            await self.make().put(JobMessage(after))
            await self.until(lambda: worker.ended == [before, after])

    def units(self, engine: AsyncEngine, queue: JobQueue) -> SqlUnitOfWork:
        return SqlUnitOfWork(engine, ProcrastinateDelivery(queue, ROUTING), MemoryClock())

    async def test_a_message_is_committed_with_its_row(self, engine: AsyncEngine) -> None:
        queue, job = self.make(), a_job()
        async with self.units(engine, queue) as uow:
            await uow.jobs.add(job)
            await uow.enqueue(JobMessage.of(job))
            assert await queue.depth() == 0
            await uow.commit()
        assert await queue.status(job.id) is QueueStatus.PENDING

    async def test_a_message_is_undone_with_its_row(self, engine: AsyncEngine) -> None:
        queue, job = self.make(), a_job()
        async with self.units(engine, queue) as uow:
            await uow.enqueue(JobMessage.of(job))
            await uow.jobs.add(job)
        assert await queue.depth() == 0
        assert not await is_kept(lambda: self.units(engine, queue), job)

    async def test_a_message_that_waits_already_does_not_undo_its_row(
        self, engine: AsyncEngine
    ) -> None:
        queue, job = self.make(), a_job()
        await queue.put(JobMessage.of(job))
        async with self.units(engine, queue) as uow:
            await uow.jobs.add(job)
            await uow.enqueue(JobMessage.of(job))
            await uow.commit()
        assert await queue.depth() == 1
        assert await is_kept(lambda: self.units(engine, queue), job)

    async def test_a_full_queue_refuses_what_is_new_but_not_what_returns(
        self, engine: AsyncEngine
    ) -> None:
        queue = self.make()
        for job_id in jobs(CAPACITY):
            await queue.put(JobMessage(job_id))
        async with self.units(engine, queue) as uow:
            with pytest.raises(QueueFullError):
                await uow.enqueue(JobMessage(a_job().id))
            await uow.enqueue(JobMessage(a_job().id, returning=True))
            await uow.commit()
        assert await queue.depth() == CAPACITY + 1
