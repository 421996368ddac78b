"""How a worker learns that there is work. The database stays the truth; a message says 'look'."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from domain.job import JobId
from domain.options import Priority


class QueueStatus(StrEnum):
    """What the queue knows of a job's message."""

    PENDING = "pending"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class JobMessage:
    """'Look at this job', and how urgent it is."""

    job_id: JobId
    priority: Priority = Priority.NORMAL


Handler = Callable[[JobId], Awaitable[None]]


class JobQueue(Protocol):
    """Wakes workers: strict priorities, oldest first within one, bounded.

    A message may be lost or come twice; the claim on the job row makes both harmless.
    """

    @abstractmethod
    async def put(self, message: JobMessage) -> None:
        """Wake a worker for this job, soon. One that waits already is not doubled."""

    @abstractmethod
    async def ensure_room(self) -> None:
        """Raise QueueFullError when as many messages wait as are allowed."""

    @abstractmethod
    async def withdraw(self, job_id: JobId) -> None:
        """Take the message back, or cancel its running handler; unknown ids are no error."""

    @abstractmethod
    async def status(self, job_id: JobId) -> QueueStatus | None:
        """Say what became of the job's message; None when the queue no longer knows it."""

    @abstractmethod
    async def depth(self) -> int:
        """Count the messages that wait."""

    @abstractmethod
    async def check(self) -> None:
        """Return if messages reach a worker now. Raises QueueStoppedError."""

    @abstractmethod
    async def consume(self, handle: Handler) -> None:
        """Hand messages to `handle`, several at a time, until `stop` is called.

        An error that `handle` raises is logged and ends that message only.
        """

    @abstractmethod
    async def stop(self, *, grace_seconds: float) -> None:
        """Take no new message; let running handlers end within the grace, then cancel them.

        `consume` returns once the last of them has ended.
        """
