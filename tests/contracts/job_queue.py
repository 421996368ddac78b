"""What every JobQueue promises."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from application.ports.queue import Handler, JobMessage, JobQueue
from domain.errors.capacity import QueueFullError, QueueStoppedError
from domain.job import JobId
from domain.job_details import QueueStatus
from domain.options import Priority
from domain.user import UserId
from tests.contracts.turns import a_while, until
from tests.memory.ids import SequentialIds

CAPACITY = 3
ADA, BOB = UserId(UUID(int=1)), UserId(UUID(int=2))

PRIORITIES = settings(
    max_examples=40,
    deadline=None,  # and the suite runs once per adapter on purpose:
    suppress_health_check=[HealthCheck.differing_executors],
)


class Worker:
    """A handler that notes what it is given, and works on each job until it is told to end."""

    def __init__(self) -> None:
        self.begun: list[JobId] = []
        self.ended: list[JobId] = []
        self.cancelled: list[JobId] = []
        self._turns = asyncio.Semaphore(0)

    async def __call__(self, job_id: JobId) -> None:
        self.begun.append(job_id)
        try:
            await self._turns.acquire()
        except asyncio.CancelledError:
            self.cancelled.append(job_id)
            raise
        self.ended.append(job_id)

    def finish(self, jobs: int = 1) -> None:
        for _ in range(jobs):
            self._turns.release()


async def note(seen: list[JobId], job_id: JobId) -> None:
    seen.append(job_id)


@asynccontextmanager
async def consuming(queue: JobQueue, handle: Handler) -> AsyncIterator[asyncio.Task[None]]:
    consumer = asyncio.create_task(queue.consume(handle))
    try:
        yield consumer
    finally:
        await queue.stop(grace_seconds=0)
        consumer.cancel()
        with suppress(asyncio.CancelledError):
            await consumer


def jobs(number: int) -> list[JobId]:
    ids = SequentialIds()
    return [JobId(ids.new()) for _ in range(number)]


class JobQueueContract:
    """Subclasses make a queue for CAPACITY messages that hands out one at a time."""

    once_ended: QueueStatus | None = QueueStatus.FINISHED  # None where it is forgotten then

    def make(self) -> JobQueue:
        raise NotImplementedError

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for it; a queue in another process needs time for that."""
        await until(true)

    async def a_while(self) -> None:
        """Let the queue do whatever it does at once."""
        await a_while()

    @pytest.fixture
    async def queue(self) -> JobQueue:
        return self.make()

    async def test_an_enqueued_job_is_delivered_once(self, queue: JobQueue) -> None:
        [job] = jobs(1)
        worker = Worker()
        async with consuming(queue, worker):
            await queue.put(JobMessage(job))
            await self.until(lambda: worker.begun == [job])
            worker.finish()
            await self.until(lambda: worker.ended == [job])
            await self.a_while()
        assert worker.begun == [job]

    async def test_it_is_well_only_while_somebody_consumes(self, queue: JobQueue) -> None:
        with pytest.raises(QueueStoppedError):
            await queue.check()
        async with consuming(queue, Worker()):
            await self.a_while()
            await queue.check()
            await queue.stop(grace_seconds=0)
            with pytest.raises(QueueStoppedError):
                await queue.check()

    async def test_what_was_put_before_anybody_consumed_is_delivered(self, queue: JobQueue) -> None:
        [job] = jobs(1)
        worker = Worker()
        await queue.put(JobMessage(job))
        async with consuming(queue, worker):
            await self.until(lambda: worker.begun == [job])

    async def test_a_message_that_waits_is_not_doubled(self, queue: JobQueue) -> None:
        [job] = jobs(1)
        await queue.put(JobMessage(job))
        await queue.put(JobMessage(job, Priority.HIGH))
        assert await queue.depth() == 1

    @PRIORITIES
    @given(priorities=st.lists(st.sampled_from(Priority), max_size=12))
    async def test_the_most_urgent_goes_first_and_the_oldest_among_equals(
        self, priorities: list[Priority]
    ) -> None:
        queue, seen = self.make(), list[JobId]()
        messages = [
            JobMessage(job, priority)
            for job, priority in zip(jobs(len(priorities)), priorities, strict=True)
        ]
        for message in messages:
            await queue.put(message)
        async with consuming(queue, lambda job_id: note(seen, job_id)):
            await self.until(lambda: len(seen) == len(messages))
        by_urgency = sorted(messages, key=lambda message: message.priority.rank)  # a stable sort
        assert seen == [message.job_id for message in by_urgency]

    async def test_an_urgent_message_overtakes_those_that_wait(self, queue: JobQueue) -> None:
        running, patient, urgent = jobs(3)
        worker = Worker()
        async with consuming(queue, worker):
            await queue.put(JobMessage(running, Priority.LOW))
            await self.until(lambda: worker.begun == [running])
            await queue.put(JobMessage(patient))
            await queue.put(JobMessage(urgent, Priority.HIGH))
            worker.finish(2)
            await self.until(lambda: len(worker.begun) == 3)
            assert worker.begun == [running, urgent, patient]

    async def test_what_returns_goes_before_what_is_new_and_no_more_urgent(
        self, queue: JobQueue
    ) -> None:
        new, back, urgent = jobs(3)
        worker = Worker()
        worker.finish(3)
        await queue.put(JobMessage(new))
        await queue.put(JobMessage(back, returning=True))
        await queue.put(JobMessage(urgent, Priority.HIGH))
        async with consuming(queue, worker):
            await self.until(lambda: len(worker.ended) == 3)
        assert worker.begun == [urgent, back, new]

    async def test_users_take_turns_among_equals(self, queue: JobQueue) -> None:
        adas, bobs, urgent = jobs(6)[:3], jobs(6)[3:5], jobs(6)[5]
        worker = Worker()
        worker.finish(6)
        for job in adas:
            await queue.put(JobMessage(job, owner=ADA))
        for job in bobs:
            await queue.put(JobMessage(job, owner=BOB))
        await queue.put(JobMessage(urgent, Priority.HIGH, owner=ADA))
        async with consuming(queue, worker):
            await self.until(lambda: len(worker.ended) == 6)
        assert worker.begun == [urgent, bobs[0], adas[0], bobs[1], adas[1], adas[2]]

    async def test_a_full_queue_says_so_before_a_job_is_accepted(self, queue: JobQueue) -> None:
        *waiting, _ = jobs(CAPACITY + 1)
        for job in waiting:
            await queue.ensure_room()
            await queue.put(JobMessage(job))
        with pytest.raises(QueueFullError):
            await queue.ensure_room()

    async def test_a_full_queue_has_room_again_once_a_message_is_taken(
        self, queue: JobQueue
    ) -> None:
        worker = Worker()
        for job in jobs(CAPACITY):
            await queue.put(JobMessage(job))
        async with consuming(queue, worker):
            await self.until(lambda: len(worker.begun) == 1)
            await queue.ensure_room()

    async def test_a_committed_job_is_never_refused(self, queue: JobQueue) -> None:
        seen: list[JobId] = []
        unfinished = jobs(CAPACITY * 3)
        for job in unfinished:
            await queue.put(JobMessage(job))
        assert await queue.depth() == CAPACITY * 3
        async with consuming(queue, lambda job_id: note(seen, job_id)):
            await self.until(lambda: seen == unfinished)

    async def test_a_withdrawn_message_is_not_delivered(self, queue: JobQueue) -> None:
        withdrawn, kept = jobs(2)
        seen: list[JobId] = []
        await queue.put(JobMessage(withdrawn))
        await queue.put(JobMessage(kept))
        await queue.withdraw(withdrawn)
        async with consuming(queue, lambda job_id: note(seen, job_id)):
            await self.until(lambda: seen == [kept])
            await self.a_while()
        assert seen == [kept]

    async def test_withdrawing_what_was_never_put_is_no_error(self, queue: JobQueue) -> None:
        [job] = jobs(1)
        await queue.withdraw(job)
        assert await queue.status(job) is None

    async def test_the_status_follows_the_message(self, queue: JobQueue) -> None:
        [job] = jobs(1)
        worker = Worker()
        assert await queue.status(job) is None
        await queue.put(JobMessage(job))
        assert await queue.status(job) is QueueStatus.PENDING
        async with consuming(queue, worker):
            await self.until(lambda: worker.begun == [job])
            assert await queue.status(job) is QueueStatus.RUNNING
            worker.finish()
            await self.until(lambda: worker.ended == [job])
            await self.a_while()
            assert await queue.status(job) is self.once_ended

    async def test_many_can_be_asked_after_at_once(self, queue: JobQueue) -> None:
        running, waiting, unknown = jobs(3)
        worker = Worker()
        async with consuming(queue, worker):
            await queue.put(JobMessage(running))
            await self.until(lambda: worker.begun == [running])
            await queue.put(JobMessage(waiting))
            assert await queue.statuses([running, waiting, unknown]) == {
                running: QueueStatus.RUNNING,
                waiting: QueueStatus.PENDING,
            }
            assert await queue.statuses([]) == {}

    async def test_nothing_of_the_living_is_tidied_away(self, queue: JobQueue) -> None:
        running, waiting = jobs(2)
        worker = Worker()
        async with consuming(queue, worker):
            await queue.put(JobMessage(running))
            await self.until(lambda: worker.begun == [running])
            await queue.put(JobMessage(waiting))
            assert await queue.tidy() == 0
            worker.finish()
            await self.until(lambda: worker.begun == [running, waiting])

    async def test_only_what_waits_counts_as_depth(self, queue: JobQueue) -> None:
        worker = Worker()
        async with consuming(queue, worker):
            for job in jobs(3):
                await queue.put(JobMessage(job))
            await self.until(lambda: len(worker.begun) == 1)
            assert await queue.depth() == 2

    async def test_a_message_put_again_while_its_job_runs_is_delivered_afterwards(
        self, queue: JobQueue
    ) -> None:
        [job] = jobs(1)
        worker = Worker()
        async with consuming(queue, worker):
            await queue.put(JobMessage(job))
            await self.until(lambda: worker.begun == [job])
            await queue.put(JobMessage(job))
            await self.a_while()
            assert worker.begun == [job]
            worker.finish()
            await self.until(lambda: worker.begun == [job, job])

    async def test_a_queue_that_pauses_hands_out_nothing_until_it_goes_on(
        self, queue: JobQueue
    ) -> None:
        before, meanwhile = jobs(2)
        worker = Worker()
        async with consuming(queue, worker):
            await queue.put(JobMessage(before))
            await self.until(lambda: worker.begun == [before])
            queue.pause()
            await queue.put(JobMessage(meanwhile))
            worker.finish(2)
            await self.until(lambda: worker.ended == [before])
            await self.a_while()
            assert worker.begun == [before]
            assert await queue.status(meanwhile) is QueueStatus.PENDING
            queue.resume()
            await self.until(lambda: worker.ended == [before, meanwhile])

    async def test_a_queue_that_pauses_can_be_stopped(self, queue: JobQueue) -> None:
        [job] = jobs(1)
        worker = Worker()
        async with consuming(queue, worker) as consumer:
            await self.a_while()
            queue.pause()
            await queue.put(JobMessage(job))
            await self.a_while()
            await queue.stop(grace_seconds=0)
            await self.until(consumer.done)
        assert worker.begun == []

    async def test_consuming_ends_when_the_queue_is_stopped(self, queue: JobQueue) -> None:
        async with consuming(queue, Worker()) as consumer:
            await self.a_while()
            await queue.stop(grace_seconds=0)
            await self.until(consumer.done)

    async def test_a_queue_that_was_stopped_before_does_not_begin(self, queue: JobQueue) -> None:
        [job] = jobs(1)
        worker = Worker()
        await queue.put(JobMessage(job))
        await queue.stop(grace_seconds=0)
        await queue.consume(worker)
        assert worker.begun == []


class WorkingJobQueueContract(JobQueueContract):
    """What matters once real work is done: handlers that fail, hang, or are in the way of a stop.

    Stand-ins for tests of use cases need not go so far.
    """

    async def test_a_handler_that_fails_ends_its_own_message_only(self, queue: JobQueue) -> None:
        broken, sound = jobs(2)
        seen: list[JobId] = []

        async def handle(job_id: JobId) -> None:
            seen.append(job_id)
            if job_id == broken:
                raise RuntimeError("unforeseen")

        with capture_logs() as logs:
            async with consuming(queue, handle):
                await queue.put(JobMessage(broken))
                await queue.put(JobMessage(sound))
                await self.until(lambda: seen == [broken, sound])
        assert [entry["job_id"] for entry in logs] == [str(broken)]

    async def test_a_delayed_message_waits_its_time(self, queue: JobQueue) -> None:
        [job] = jobs(1)
        begun = asyncio.Event()

        async def handle(_: JobId) -> None:
            begun.set()

        async with consuming(queue, handle):
            await queue.put(JobMessage(job, delay_seconds=0.1))
            assert await queue.status(job) is QueueStatus.PENDING
            assert await queue.depth() == 1
            assert not begun.is_set()
            await asyncio.wait_for(begun.wait(), timeout=10)

    async def test_a_delayed_message_can_be_withdrawn(self, queue: JobQueue) -> None:
        [job] = jobs(1)
        await queue.put(JobMessage(job, delay_seconds=3600))
        await queue.withdraw(job)
        assert await queue.depth() == 0

    async def test_withdrawing_cancels_a_running_handler_and_nothing_else(
        self, queue: JobQueue
    ) -> None:
        first, second = jobs(2)
        worker = Worker()
        async with consuming(queue, worker):
            await queue.put(JobMessage(first))
            await queue.put(JobMessage(second))
            await self.until(lambda: worker.begun == [first])
            await queue.withdraw(first)
            await self.until(lambda: worker.begun == [first, second])
            assert worker.cancelled == [first]
            assert await queue.status(first) is self.once_ended

    async def test_withdrawing_takes_back_a_message_that_waits_behind_its_own_handler(
        self, queue: JobQueue
    ) -> None:
        [job] = jobs(1)
        worker = Worker()
        async with consuming(queue, worker):
            await queue.put(JobMessage(job))
            await self.until(lambda: worker.begun == [job])
            await queue.put(JobMessage(job))
            await queue.withdraw(job)
            await self.until(lambda: worker.cancelled == [job])
            await self.a_while()
            assert worker.begun == [job]

    async def test_a_retry_after_a_withdrawal_runs_though_the_old_handler_still_ends(
        self, queue: JobQueue
    ) -> None:
        [job] = jobs(1)
        worker = Worker()
        async with consuming(queue, worker):
            await queue.put(JobMessage(job))
            await self.until(lambda: worker.begun == [job])
            await queue.withdraw(job)
            await queue.put(JobMessage(job))
            await self.until(lambda: worker.begun == [job, job])
            assert worker.cancelled == [job]

    async def test_a_stop_lets_running_handlers_end_within_the_grace(self, queue: JobQueue) -> None:
        running, waiting = jobs(2)
        worker = Worker()
        async with consuming(queue, worker) as consumer:
            await queue.put(JobMessage(running))
            await queue.put(JobMessage(waiting))
            await self.until(lambda: worker.begun == [running])
            stopping = asyncio.create_task(queue.stop(grace_seconds=60))
            await self.a_while()
            assert not consumer.done()
            worker.finish()
            await stopping
            await self.until(consumer.done)
        assert worker.ended == [running]
        assert worker.begun == [running]
        assert await queue.status(waiting) is QueueStatus.PENDING

    async def test_a_stop_cancels_handlers_that_outlast_the_grace_and_waits_for_them(
        self, queue: JobQueue
    ) -> None:
        [job] = jobs(1)
        begun, handed_back = asyncio.Event(), asyncio.Event()

        async def handle(_: JobId) -> None:
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                await self.a_while()  # as a handler does that hands its job back
                handed_back.set()

        async with consuming(queue, handle) as consumer:
            await queue.put(JobMessage(job))
            await begun.wait()
            await queue.stop(grace_seconds=0)
            assert handed_back.is_set()
            await self.until(consumer.done)

    async def test_cancelling_the_consumer_cancels_its_handlers(self, queue: JobQueue) -> None:
        [job] = jobs(1)
        worker = Worker()
        async with consuming(queue, worker) as consumer:
            await queue.put(JobMessage(job))
            await self.until(lambda: worker.begun == [job])
            consumer.cancel()
            with pytest.raises(asyncio.CancelledError):
                await consumer
            assert worker.cancelled == [job]
