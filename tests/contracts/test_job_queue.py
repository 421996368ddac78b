"""The queue contract, over the embedded queue and its stand-in."""

import asyncio

import pytest
from structlog.testing import capture_logs
from typing_extensions import override

from adapters.queue import thread
from adapters.queue.thread import ThreadJobQueue
from adapters.queue.worker_places import WorkerPlaces
from application.ports.queue import JobMessage, JobQueue
from domain.job import JobId
from domain.job_details import QueueStatus
from tests.contracts.job_queue import (
    CAPACITY,
    JobQueueContract,
    Worker,
    consuming,
    jobs,
    note,
)
from tests.contracts.job_queue_places import JobQueuePlacesContract
from tests.contracts.turns import a_while, until
from tests.memory.queue import MemoryJobQueue


class TestMemoryJobQueue(JobQueueContract):
    @override
    def make(self) -> JobQueue:
        return MemoryJobQueue(capacity=CAPACITY)


class TestThreadJobQueue(JobQueuePlacesContract):
    @override
    def make(self) -> JobQueue:
        return self.make_with(WorkerPlaces(1))

    @override
    def make_with(self, places: WorkerPlaces) -> JobQueue:
        return ThreadJobQueue(capacity=CAPACITY, places=places)

    async def test_as_many_handlers_run_at_once_as_allowed(self) -> None:
        queue = ThreadJobQueue(capacity=10, places=WorkerPlaces(3))
        worker, waiting = Worker(), jobs(5)
        async with consuming(queue, worker):
            for job in waiting:
                await queue.put(JobMessage(job))
            await until(lambda: len(worker.begun) == 3)
            await a_while()
            assert worker.begun == waiting[:3]
            worker.finish()
            await until(lambda: worker.begun == waiting[:4])

    async def test_a_job_never_runs_beside_itself_and_does_not_hold_up_others(self) -> None:
        queue = ThreadJobQueue(capacity=10, places=WorkerPlaces(3))
        worker, (twice, other) = Worker(), jobs(2)
        async with consuming(queue, worker):
            await queue.put(JobMessage(twice))
            await until(lambda: worker.begun == [twice])
            await queue.put(JobMessage(twice))
            await queue.put(JobMessage(other))
            await until(lambda: worker.begun == [twice, other])
            await a_while()
            assert worker.begun == [twice, other]
            assert await queue.status(twice) is QueueStatus.PENDING

    async def test_a_second_consumer_is_refused(self) -> None:
        queue = ThreadJobQueue(capacity=1, places=WorkerPlaces(1))
        async with consuming(queue, Worker()):
            await a_while()
            with pytest.raises(RuntimeError, match="consumed already"):
                await queue.consume(Worker())

    async def test_finished_jobs_are_forgotten_at_last(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(thread, "FINISHED_REMEMBERED", 2)
        queue = ThreadJobQueue(capacity=10, places=WorkerPlaces(1))
        seen, (oldest, older, newest) = list[JobId](), jobs(3)
        async with consuming(queue, lambda job_id: note(seen, job_id)):
            for job in (oldest, older, newest):
                await queue.put(JobMessage(job))
            await until(lambda: seen == [oldest, older, newest])
            await a_while()
        assert await queue.status(oldest) is None
        assert await queue.status(newest) is QueueStatus.FINISHED

    async def test_a_handler_that_will_not_end_does_not_keep_the_service_from_stopping(
        self,
    ) -> None:
        queue = ThreadJobQueue(capacity=1, places=WorkerPlaces(1), cancel_timeout_seconds=0)
        begun, release = asyncio.Event(), asyncio.Event()

        async def stubborn(_: JobId) -> None:
            begun.set()
            while not release.is_set():
                try:
                    await release.wait()
                except asyncio.CancelledError:
                    continue

        with capture_logs() as logs:
            async with consuming(queue, stubborn) as consumer:
                await queue.put(JobMessage(jobs(1)[0]))
                await begun.wait()
                await queue.stop(grace_seconds=0)
                await until(consumer.done)
        assert [entry["event"] for entry in logs] == ["job_handler_abandoned"]
        release.set()
        await a_while()

    async def test_a_queue_without_work_does_not_turn_the_loop(self) -> None:
        queue = ThreadJobQueue(capacity=1, places=WorkerPlaces(1))
        loop = asyncio.get_running_loop()
        async with consuming(queue, Worker()):
            await a_while()
            timers, ready = (vars(loop)[calls] for calls in ("_scheduled", "_ready"))
            assert len(timers) == len(ready) == 0
