"""procrastinate's way to ask for the next message, which overhears no call."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from procrastinate.connector import BaseAsyncConnector
from procrastinate.jobs import Job, Notification
from procrastinate.manager import JobManager, NotificationCallback
from typing_extensions import override

BREATH_SECONDS: Final = 0.005


async def _breath() -> None:
    await asyncio.sleep(BREATH_SECONDS)


async def _always() -> bool:
    return True


class AttentiveJobManager(JobManager):
    """Asks once more where it was called while the answer was 'none', and lets a handler go first.

    procrastinate's worker forgets a call that comes while it asks. A message that was committed
    just after that question then waits until the worker looks by itself, which takes seconds.
    And having been given a message it asks for the next one at once, in turns with the handler,
    which has a job to claim before anybody hears that it has started: so it takes a breath first.
    `may_ask` returns once a message may be asked for, or says that none is wanted any more.
    """

    def __init__(
        self,
        connector: BaseAsyncConnector,
        *,
        breath: Callable[[], Awaitable[None]] = _breath,
        may_ask: Callable[[], Awaitable[bool]] = _always,
    ) -> None:
        super().__init__(connector)
        self._calls = 0
        self._breath = breath
        self._may_ask = may_ask
        self._has_given = False

    @override
    async def listen_for_jobs(
        self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None
    ) -> None:
        async def called(*, channel: str, notification: Notification) -> None:
            self._calls += 1
            await on_notification(channel=channel, notification=notification)

        await super().listen_for_jobs(on_notification=called, queues=queues)

    @override
    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        if self._has_given:
            await self._breath()
        if not await self._may_ask():
            return None
        while True:
            before = self._calls
            job = await super().fetch_job(queues=queues, worker_id=worker_id)
            self._has_given = job is not None
            if self._has_given or self._calls == before:
                return job
