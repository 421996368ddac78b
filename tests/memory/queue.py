import asyncio
from collections.abc import Collection, Mapping

from typing_extensions import override

from application.limits.last_served import LastServed
from application.ports.queue import Handler, JobMessage, JobQueue
from domain.errors.capacity import QueueFullError, QueueStoppedError
from domain.job import JobId
from domain.job_details import QueueStatus


class MemoryJobQueue(JobQueue):
    """Keeps messages in `waiting`, most urgent first, and hands them out one at a time.

    Users take turns. It waits for no delay.
    """

    def __init__(self, capacity: int = 1_000) -> None:
        self.waiting: list[JobMessage] = []
        self.withdrawn: list[JobId] = []
        self._capacity = capacity
        self._running: JobId | None = None
        self._finished: set[JobId] = set()
        self._last_served = LastServed()
        self._changed = asyncio.Event()
        self._stopping = False
        self._consuming = False
        self.paused = False

    @override
    async def put(self, message: JobMessage) -> None:
        if all(known.job_id != message.job_id for known in self.waiting):
            self.waiting.append(message)
            self.waiting.sort(key=lambda known: known.turn)
            self._changed.set()

    @override
    async def ensure_room(self) -> None:
        if len(self.waiting) >= self._capacity:
            raise QueueFullError

    @override
    async def withdraw(self, job_id: JobId) -> None:
        self.withdrawn.append(job_id)
        self.waiting = [known for known in self.waiting if known.job_id != job_id]

    @override
    async def status(self, job_id: JobId) -> QueueStatus | None:
        if any(known.job_id == job_id for known in self.waiting):
            return QueueStatus.PENDING
        if job_id == self._running:
            return QueueStatus.RUNNING
        return QueueStatus.FINISHED if job_id in self._finished else None

    @override
    async def statuses(self, job_ids: Collection[JobId]) -> Mapping[JobId, QueueStatus]:
        found = {job_id: await self.status(job_id) for job_id in job_ids}
        return {job_id: status for job_id, status in found.items() if status is not None}

    @override
    async def depth(self) -> int:
        return len(self.waiting)

    @override
    async def tidy(self) -> int:
        return 0

    @override
    async def check(self) -> None:
        if self._stopping or not self._consuming:
            raise QueueStoppedError

    @override
    def pause(self) -> None:
        self.paused = True

    @override
    def resume(self) -> None:
        self.paused = False
        self._changed.set()

    @override
    async def consume(self, handle: Handler) -> None:
        self._consuming = True
        while not self._stopping:
            self._changed.clear()
            while self.waiting and self._hands_out():
                await self._handle_next(handle)
            if not self._stopping:
                await self._changed.wait()

    @override
    async def stop(self, *, grace_seconds: float) -> None:
        self._stopping = True
        self._changed.set()

    def _hands_out(self) -> bool:
        return not (self._stopping or self.paused)

    async def _handle_next(self, handle: Handler) -> None:
        message = min(self.waiting, key=self._order)
        self.waiting.remove(message)
        self._last_served.note(message.owner)
        self._running = message.job_id
        try:
            await handle(self._running)
        finally:
            self._finished.add(self._running)
            self._running = None

    def _order(self, message: JobMessage) -> tuple[int, int]:
        return message.turn, self._last_served.turn(message.owner)
