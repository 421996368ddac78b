"""The queue for several machines: procrastinate on PostgreSQL."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, LiteralString
from uuid import UUID

import structlog
from procrastinate import App
from procrastinate.worker import Worker
from typing_extensions import override

from adapters.queue import procrastinate_sql as sql
from adapters.queue.guarded import guarded
from adapters.queue.headroom import Headroom
from adapters.queue.procrastinate_connector import RetryingConnector
from adapters.queue.procrastinate_errors import translated_errors
from adapters.queue.procrastinate_manager import TurnTakingJobManager
from adapters.queue.procrastinate_messages import TASK, WRITE, Routing
from adapters.queue.procrastinate_pool import create_pool
from adapters.queue.worker_places import WorkerPlaces
from application.ports.queue import Handler, JobMessage, JobQueue
from domain.errors.capacity import QueueFullError, QueueStoppedError
from domain.job import JobId
from domain.job_details import QueueStatus

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()

ONE_PLACE: Final = WorkerPlaces(1)
RESTART_SECONDS: Final = 2.0
# The server itself cancels a statement after 30 s (see procrastinate_pool.py).
ANSWER_SECONDS: Final = 35.0


class ProcrastinateJobQueue(JobQueue):
    """Messages in PostgreSQL, for workers on any machine; it opens itself when first used.

    A message is deleted once its handler has ended, so no job is `finished` here. A message whose
    worker died is never handed out again: `tidy` removes it, and the code that finds the job's
    lease expired writes a new one. `takes` names the queues that this process consumes; with none
    it only writes messages.
    """

    def __init__(
        self,
        url: str,
        *,
        routing: Routing,
        capacity: int,
        takes: Sequence[str] = (),
        places: WorkerPlaces = ONE_PLACE,
        silence_seconds: float = 60.0,
        poll_seconds: float = 2.0,
        cancel_timeout_seconds: float = 10.0,
    ) -> None:
        """Consider a worker dead after `silence_seconds` without a heartbeat.

        `poll_seconds` is how late a message may be noticed if its notification was lost. A
        cancelled handler has `cancel_timeout_seconds` to clean up.
        """
        self._routing = routing
        self._capacity = capacity
        self._headroom = Headroom()
        self._takes = list(takes)  # psycopg sends a tuple as a record, not as an array
        self._places = places
        self._silence_seconds = silence_seconds
        self._poll_seconds = poll_seconds
        self._cancel_timeout_seconds = cancel_timeout_seconds
        self._url = url
        self._pool = create_pool(url)
        self._opening = asyncio.Lock()
        self._connector = RetryingConnector()
        self._worker: Worker | None = None
        self._working: asyncio.Task[None] | None = None
        self._stopping = False
        self._consuming = False
        self._open_to_messages = asyncio.Event()
        self._open_to_messages.set()

    @override
    async def put(self, message: JobMessage) -> None:
        await self._ask(WRITE, **self._routing.values(message))

    @override
    async def ensure_room(self) -> None:
        if self._headroom.take():
            return
        [[waiting]] = await self._ask(sql.WAITING_UP_TO, capacity=self._capacity)
        if waiting >= self._capacity:
            raise QueueFullError
        self._headroom.counted(self._capacity - waiting)

    @override
    async def withdraw(self, job_id: JobId) -> None:
        for statement in (sql.WITHDRAW_WAITING, sql.WITHDRAW_RUNNING):
            await self._ask(statement, job_id=str(job_id))

    @override
    async def status(self, job_id: JobId) -> QueueStatus | None:
        return (await self.statuses([job_id])).get(job_id)

    @override
    async def statuses(self, job_ids: Collection[JobId]) -> Mapping[JobId, QueueStatus]:
        if not job_ids:
            return {}
        keys = [str(job_id) for job_id in job_ids]
        found = await self._ask(sql.STATUSES, job_ids=keys, silence=self._silence_seconds)
        return {JobId(UUID(key)): QueueStatus(status) for key, status in found}

    @override
    async def depth(self) -> int:
        [[waiting]] = await self._ask(sql.WAITING)
        return int(waiting)

    @override
    async def tidy(self) -> int:
        """Also delete ended messages, and workers silent for ten times as long."""
        dead = await self._ask(sql.FORGET_DEAD, silence=self._silence_seconds)
        await self._ask(sql.FORGET_ENDED)
        await self._ask(sql.FORGET_WORKERS, silence=10 * self._silence_seconds)
        return len(dead)

    @override
    async def check(self) -> None:
        registered = self._worker is not None and self._worker.worker_id is not None
        if self._stopping or (self._takes and not registered):
            raise QueueStoppedError
        await self._ask(sql.ALIVE)

    @override
    def pause(self) -> None:
        self._open_to_messages.clear()

    @override
    def resume(self) -> None:
        self._open_to_messages.set()

    @override
    async def consume(self, handle: Handler) -> None:
        """Hand messages to `handle` until `stop`, which is final; only one consumer at a time.

        The database may go away and come back meanwhile. Cancelling this cancels the handlers.
        """
        if self._consuming:
            raise RuntimeError("This queue is consumed already.")
        self._consuming = True
        try:
            while not self._stopping:
                await self._work(handle)
        finally:
            self._consuming = False
            self._worker = self._working = None

    @override
    async def stop(self, *, grace_seconds: float) -> None:
        self._stopping = True
        self._connector.retrying = False
        self._open_to_messages.set()
        await self._drain(grace_seconds)

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close()

    async def _work(self, handle: Handler) -> None:
        """Run procrastinate's worker until it ends; without `stop` it only ends on a fault."""
        worker = await self._hire(handle)
        self._working = asyncio.create_task(
            worker.run(),  # type: ignore[no-untyped-call]  # it says nothing of its result: None
            name="queue-worker",
        )
        await asyncio.sleep(0)  # it ignores a stop that comes before its first step
        self._worker = worker
        try:
            if self._stopping:
                worker.stop()  # type: ignore[no-untyped-call]
            await asyncio.shield(self._working)
        except asyncio.CancelledError:
            await self._drain(0)
            raise
        except Exception:
            log.exception("queue_worker_broken")
        if not self._stopping:
            log.error("queue_worker_restarts", seconds=RESTART_SECONDS)
            await asyncio.sleep(RESTART_SECONDS)

    async def _hire(self, handle: Handler) -> Worker:
        await self._open()
        app = App(connector=self._connector)
        app.job_manager = TurnTakingJobManager(self._connector, self._places, may_ask=self._may_ask)

        @app.task(name=TASK)
        async def look(job_id: str) -> None:
            await guarded(handle, JobId(UUID(job_id)))

        return Worker(
            app,
            queues=self._takes,
            concurrency=self._places.in_all,
            fetch_job_polling_interval=self._poll_seconds,
            abort_job_polling_interval=self._poll_seconds,
            update_heartbeat_interval=self._silence_seconds / 6,
            stalled_worker_timeout=10 * self._silence_seconds,
            delete_jobs="successful",
            install_signal_handlers=False,
        )

    async def _may_ask(self) -> bool:
        await self._open_to_messages.wait()
        return not self._stopping

    async def _drain(self, grace_seconds: float) -> None:
        worker, working = self._worker, self._working
        if worker is None or working is None:
            return
        worker.shutdown_graceful_timeout = grace_seconds
        worker.stop()  # type: ignore[no-untyped-call]
        await asyncio.wait({working}, timeout=grace_seconds + self._cancel_timeout_seconds)
        if not working.done():
            log.error("job_handlers_abandoned")
            working.cancel()

    async def _open(self) -> None:
        if self._pool.closed:
            async with self._opening:
                if self._pool.closed:
                    await self._pool.open(wait=False)
                    await self._connector.open_async(self._pool)

    async def _ask(self, statement: LiteralString, **values: Any) -> list[Any]:
        await self._open()
        with translated_errors():
            async with asyncio.timeout(ANSWER_SECONDS), self._pool.connection() as connection:
                cursor = await connection.execute(statement, values)
                return await cursor.fetchall()
