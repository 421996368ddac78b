"""Fetch procrastinate's next message: users take turns, and no notification is missed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from procrastinate.connector import BaseAsyncConnector
from procrastinate.jobs import Job, Notification, Status
from procrastinate.manager import JobManager, NotificationCallback
from typing_extensions import override

from adapters.queue.procrastinate_turns import FETCH
from adapters.queue.worker_places import WorkerPlaces
from application.limits.last_served import LastServed

PAUSE_SECONDS: Final = 0.005
SERVED_TOLD: Final = 64  # users not among the last 64 count as new


async def _pause() -> None:
    await asyncio.sleep(PAUSE_SECONDS)


async def _always() -> bool:
    return True


class TurnTakingJobManager(JobManager):
    """Fetches again if a notification came meanwhile, and lets handlers go first.

    procrastinate's worker ignores a notification that comes while it fetches. A message that was
    committed right after that query would then wait until the worker's next poll, which takes
    seconds.

    After each message, the worker fetches the next one at once. The handler runs on the same event
    loop and has to claim its job before anybody sees that it has started, so the worker pauses
    first. `may_ask` waits until messages may be fetched; False: none is wanted.

    A message may have been skipped because its user had enough running jobs. So the end of each
    handler makes the worker fetch again.
    """

    def __init__(
        self,
        connector: BaseAsyncConnector,
        places: WorkerPlaces,
        *,
        pause: Callable[[], Awaitable[None]] = _pause,
        may_ask: Callable[[], Awaitable[bool]] = _always,
    ) -> None:
        super().__init__(connector)
        self._places = places
        self._last_served = LastServed()
        self._calls = 0
        self._call: NotificationCallback | None = None
        self._pause = pause
        self._may_ask = may_ask
        self._gave_message = False

    @override
    async def listen_for_jobs(
        self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None
    ) -> None:
        async def called(*, channel: str, notification: Notification) -> None:
            self._calls += 1
            await on_notification(channel=channel, notification=notification)

        self._call = called
        await super().listen_for_jobs(on_notification=called, queues=queues)

    @override
    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        if self._gave_message:
            await self._pause()
        if not await self._may_ask():
            return None
        while True:
            before = self._calls
            job = await self._next(list(queues or ()), worker_id)
            self._gave_message = job is not None
            if self._gave_message or self._calls == before:
                return job

    @override
    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        await super().finish_job(job, status, delete_job)
        if self._call is not None:
            ended: Notification = {"type": "job_inserted", "job_id": 0}
            await self._call(channel="a handler ended", notification=ended)

    async def _next(self, queues: list[str], worker_id: int) -> Job | None:
        """Fetch the message of the user whose turn it is, if there is one."""
        rows = await self.connector.execute_query_all_async(
            query=FETCH,
            queues=queues,
            worker_id=worker_id,
            for_all=self._places.for_all,
            for_new_users=self._places.for_new_users,
            in_all=self._places.in_all,
            served=self._last_served.users()[-SERVED_TOLD:],
        )
        if not rows:
            return None
        [row] = rows
        self._last_served.note(row["transcriber_user"])
        return Job.from_row(row)
