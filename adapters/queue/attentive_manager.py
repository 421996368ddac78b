"""procrastinate's way to ask for the next message, which overhears no call."""

from collections.abc import Iterable

from procrastinate.jobs import Job, Notification
from procrastinate.manager import JobManager, NotificationCallback
from typing_extensions import override


class AttentiveJobManager(JobManager):
    """Asks once more where it was called while the answer was 'none'.

    procrastinate's worker forgets a call that comes while it asks. A message that was committed
    just after that question then waits until the worker looks by itself, which takes seconds.
    """

    _calls = 0

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
        while True:
            before = self._calls
            job = await super().fetch_job(queues=queues, worker_id=worker_id)
            if job is not None or self._calls == before:
                return job
