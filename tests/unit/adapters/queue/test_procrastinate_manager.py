"""A worker that is called while it asks for messages asks once more."""

import asyncio
import json
from typing import Any

import pytest
from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from procrastinate.jobs import Notification, Status
from typing_extensions import override

from adapters.queue.procrastinate_manager import TurnTakingJobManager
from adapters.queue.worker_places import WorkerPlaces
from tests.contracts.turns import until

CALL = json.dumps({"type": "job_inserted", "job_id": 1})

MESSAGE = {
    "status": "doing",
    "task_name": "transcribe",
    "priority": 0,
    "lock": None,
    "queueing_lock": None,
    "args": {},
    "scheduled_at": None,
    "queue_name": "default",
    "attempts": 0,
    "worker_id": 1,
    "abort_requested": False,
    "transcriber_user": "",
}


class EmptyQueue(PsycopgConnector):
    """Has no message; calls while so many questions are answered."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.asked = 0
        self._calls = calls
        self._call: Notify | None = None

    @property
    def is_listened_to(self) -> bool:
        return self._call is not None

    @override
    async def listen_notify(self, on_notification: Notify, channels: object) -> None:
        self._call = on_notification

    @override
    async def execute_query_all_async(self, query: str, **arguments: Any) -> list[dict[str, Any]]:
        self.asked += 1
        if self.asked <= self._calls and self._call is not None:
            await self._call(channel="any", payload=CALL)
        return self.next_messages()

    @override
    async def execute_query_async(self, query: str, **arguments: Any) -> None:
        """Keep nothing."""

    def next_messages(self) -> list[dict[str, Any]]:
        return []


class QueueOf(EmptyQueue):
    """Has so many messages."""

    def __init__(self, messages: int) -> None:
        super().__init__(calls=0)
        self._left = messages

    @override
    def next_messages(self) -> list[dict[str, Any]]:
        if self._left == 0:
            return super().next_messages()
        self._left -= 1
        return [MESSAGE | {"id": self._left + 1}]


@pytest.mark.parametrize("calls", [0, 1, 2])
async def test_each_notification_during_a_fetch_causes_another_fetch(calls: int) -> None:
    queue = EmptyQueue(calls)
    manager = TurnTakingJobManager(queue, WorkerPlaces(1))
    heard: list[str] = []

    async def told(*, channel: str, notification: Notification) -> None:
        heard.append(f"{channel}: {notification['type']}")

    listening = asyncio.create_task(manager.listen_for_jobs(on_notification=told))
    await until(lambda: queue.is_listened_to)
    assert await manager.fetch_job(queues=None, worker_id=1) is None
    assert queue.asked == 1 + calls
    assert heard == ["any: job_inserted"] * calls
    await listening


async def test_the_end_of_a_handler_causes_a_fetch_of_skipped_messages() -> None:
    queue = QueueOf(1)
    manager = TurnTakingJobManager(queue, WorkerPlaces(1))
    heard: list[str] = []

    async def told(*, channel: str, notification: Notification) -> None:
        heard.append(f"{channel}: {notification['type']}")

    listening = asyncio.create_task(manager.listen_for_jobs(on_notification=told))
    await until(lambda: queue.is_listened_to)
    job = await manager.fetch_job(queues=None, worker_id=1)
    assert job is not None
    await manager.finish_job(job, Status.SUCCEEDED, delete_job=True)
    assert heard == ["a handler ended: job_inserted"]
    await listening


async def test_a_handler_runs_before_the_next_fetch() -> None:
    happened: list[str] = []

    async def pause() -> None:
        happened.append("the handler goes on")

    manager = TurnTakingJobManager(QueueOf(2), WorkerPlaces(1), pause=pause)
    while await manager.fetch_job(queues=None, worker_id=1):
        happened.append("a message was given")
    await manager.fetch_job(queues=None, worker_id=1)  # nobody is busy now
    assert happened == 2 * ["a message was given", "the handler goes on"]
