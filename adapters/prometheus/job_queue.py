"""Count the refusals of a full queue."""

from collections.abc import Collection, Mapping

from typing_extensions import override

from adapters.prometheus.resource_errors import ResourceErrors
from application.ports.queue import Handler, JobMessage, JobQueue
from domain.errors.capacity import QueueFullError
from domain.job import JobId
from domain.job_details import QueueStatus


class ObservedJobQueue(JobQueue):
    """Passes calls on to another queue, and counts when that one is full."""

    def __init__(self, queue: JobQueue, errors: ResourceErrors) -> None:
        self._queue = queue
        self._errors = errors

    @override
    async def put(self, message: JobMessage) -> None:
        await self._queue.put(message)

    @override
    async def ensure_room(self) -> None:
        try:
            await self._queue.ensure_room()
        except QueueFullError:
            self._errors.count("queue")
            raise

    @override
    async def withdraw(self, job_id: JobId) -> None:
        await self._queue.withdraw(job_id)

    @override
    async def status(self, job_id: JobId) -> QueueStatus | None:
        return await self._queue.status(job_id)

    @override
    async def statuses(self, job_ids: Collection[JobId]) -> Mapping[JobId, QueueStatus]:
        return await self._queue.statuses(job_ids)

    @override
    async def depth(self) -> int:
        return await self._queue.depth()

    @override
    async def tidy(self) -> int:
        return await self._queue.tidy()

    @override
    async def check(self) -> None:
        await self._queue.check()

    @override
    def pause(self) -> None:
        self._queue.pause()

    @override
    def resume(self) -> None:
        self._queue.resume()

    @override
    async def consume(self, handle: Handler) -> None:
        await self._queue.consume(handle)

    @override
    async def stop(self, *, grace_seconds: float) -> None:
        await self._queue.stop(grace_seconds=grace_seconds)
