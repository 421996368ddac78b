"""The embedded default queue: messages in this process's memory, handlers as its tasks."""

import asyncio
import functools
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import structlog
from typing_extensions import override

from adapters.queue.guarded import guarded
from adapters.queue.waiting import Line, WaitingMessages
from adapters.queue.worker_places import WorkerPlaces
from application.ports.queue import Handler, JobMessage, JobQueue
from domain.errors.capacity import QueueFullError, QueueStoppedError
from domain.job import JobId
from domain.job_details import QueueStatus

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()

FINISHED_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Running:
    """A running handler, and the line in which its message waited."""

    line: Line
    task: asyncio.Task[None]


class ThreadJobQueue(JobQueue):
    """Messages in memory, handlers as tasks of the event loop; call it on that loop only.

    `capacity` messages may wait, and `ensure_room` refuses more: it is called before a job is
    committed. `put` never refuses, as its job is committed already: without a message nothing would
    process it. So more than `capacity` messages can wait, but only by the number of concurrent
    submissions and, after a start, of the jobs that an earlier run of this process left unfinished.

    If a message for a running job arrives (a retry before the old handler has ended), the job runs
    once more afterwards, never twice at once. Waiting needs no polling, only one task.
    """

    def __init__(
        self, *, capacity: int, places: WorkerPlaces, cancel_timeout_seconds: float = 3.0
    ) -> None:
        """Run as many handlers as there are places; a cancelled one has this long to clean up."""
        self._capacity = capacity
        self._cancel_timeout_seconds = cancel_timeout_seconds
        self._waiting = WaitingMessages(places)
        self._delayed: dict[JobId, asyncio.TimerHandle] = {}
        self._running: dict[JobId, Running] = {}
        self._finished: OrderedDict[JobId, None] = OrderedDict()
        self._changed = asyncio.Event()
        self._stopping = False
        self._consuming = False
        self._paused = False

    @override
    async def put(self, message: JobMessage) -> None:
        if self._waits(message.job_id):
            return
        if message.delay_seconds > 0 and not self._stopping:
            self._delayed[message.job_id] = asyncio.get_running_loop().call_later(
                message.delay_seconds, self._admit, message
            )
        else:
            self._admit(message)

    @override
    async def ensure_room(self) -> None:
        if await self.depth() >= self._capacity:
            raise QueueFullError

    @override
    async def withdraw(self, job_id: JobId) -> None:
        self._waiting.discard(job_id)
        if timer := self._delayed.pop(job_id, None):
            timer.cancel()
        if running := self._running.get(job_id):
            running.task.cancel()

    @override
    async def status(self, job_id: JobId) -> QueueStatus | None:
        """Return the state of the message; pending if it waits for its own old handler to end."""
        if self._waits(job_id):
            return QueueStatus.PENDING
        if job_id in self._running:
            return QueueStatus.RUNNING
        return QueueStatus.FINISHED if job_id in self._finished else None

    @override
    async def statuses(self, job_ids: Collection[JobId]) -> Mapping[JobId, QueueStatus]:
        found = {job_id: await self.status(job_id) for job_id in job_ids}
        return {job_id: status for job_id, status in found.items() if status is not None}

    @override
    async def depth(self) -> int:
        return len(self._delayed) + len(self._waiting)

    @override
    async def tidy(self) -> int:
        """Return 0: messages in memory die with their worker."""
        return 0

    @override
    async def check(self) -> None:
        if self._stopping or not self._consuming:
            raise QueueStoppedError

    @override
    def pause(self) -> None:
        self._paused = True

    @override
    def resume(self) -> None:
        self._paused = False
        self._changed.set()

    @override
    async def consume(self, handle: Handler) -> None:
        """Hand messages to `handle` until `stop`, which is final; only one consumer at a time.

        Cancelling this cancels the handlers too.
        """
        if self._consuming:
            raise RuntimeError("This queue is consumed already.")
        self._consuming = True
        try:
            while not (self._stopping and not self._running):
                self._changed.clear()
                self._start_what_fits(handle)
                await self._changed.wait()
        finally:
            await self._cancel_running()
            self._consuming = False

    @override
    async def stop(self, *, grace_seconds: float) -> None:
        self._stopping = True
        self._changed.set()
        for timer in self._delayed.values():
            timer.cancel()
        if self._running:
            await asyncio.wait(self._tasks().values(), timeout=grace_seconds)
        await self._cancel_running()

    @property
    def _hands_out(self) -> bool:
        return not (self._stopping or self._paused)

    def _waits(self, job_id: JobId) -> bool:
        return job_id in self._delayed or job_id in self._waiting

    def _admit(self, message: JobMessage) -> None:
        self._delayed.pop(message.job_id, None)
        self._waiting.add(message)
        self._changed.set()

    def _start_what_fits(self, handle: Handler) -> None:
        while self._hands_out:
            lines = {job_id: running.line for job_id, running in self._running.items()}
            taken = self._waiting.take(lines)
            if taken is None:
                return
            job_id, line = taken
            self._finished.pop(job_id, None)
            task = asyncio.create_task(guarded(handle, job_id), name=f"job-{job_id}")
            self._running[job_id] = Running(line, task)
            task.add_done_callback(functools.partial(self._ended, job_id))

    def _ended(self, job_id: JobId, _task: asyncio.Task[None]) -> None:
        self._running.pop(job_id, None)
        self._finished[job_id] = None
        if len(self._finished) > FINISHED_REMEMBERED:
            self._finished.popitem(last=False)
        self._changed.set()

    def _tasks(self) -> dict[JobId, asyncio.Task[None]]:
        return {job_id: running.task for job_id, running in self._running.items()}

    async def _cancel_running(self) -> None:
        tasks = self._tasks()
        if not tasks:
            return
        for task in tasks.values():
            task.cancel()
        await asyncio.wait(tasks.values(), timeout=self._cancel_timeout_seconds)
        for job_id, task in tasks.items():
            if not task.done():
                log.error("job_handler_abandoned", job_id=str(job_id))
                self._ended(job_id, task)
