"""Port: tells workers that there is work. A message only says 'look'; the database decides."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, Self

from domain.job import Job, JobId
from domain.job_details import QueueStatus
from domain.options import ModelName, Priority
from domain.user import UserId

SHORT_SECONDS: Final = 300.0
"""A recording is short up to here: whoever waits for one waits seconds, not minutes."""


@dataclass(frozen=True, slots=True)
class JobMessage:
    """Tells workers to look at a job: its urgency, its model, and its owner.

    It is handed out after `delay_seconds`. A job that is `returning` was accepted before: its
    message is taken even if the queue is full, and goes before new ones. Jobs without an `owner`
    count as those of one user.
    """

    job_id: JobId
    priority: Priority = Priority.NORMAL
    model: ModelName | None = None
    delay_seconds: float = 0.0
    returning: bool = False
    owner: UserId | None = None
    is_short: bool = False

    @classmethod
    def of(cls, job: Job, *, delay_seconds: float = 0.0, returning: bool = False) -> Self:
        """Make the message for this job."""
        seconds = job.recording.duration_seconds
        return cls(
            job.id,
            job.options.priority,
            job.model,
            delay_seconds=delay_seconds,
            returning=returning,
            owner=job.owner,
            is_short=seconds is not None and seconds <= SHORT_SECONDS,
        )

    @property
    def turn(self) -> int:
        """Return the urgency, lowest first: by priority, then returning jobs before new ones."""
        return 2 * self.priority.rank + (not self.returning)


TURNS: Final = range(2 * len(Priority))

Handler = Callable[[JobId], Awaitable[None]]


class JobQueue(Protocol):
    """Wakes workers by strict priority; within one, returning jobs go first and users take turns.

    Among equally urgent messages, the user with the fewest running jobs goes first, then the user
    served least recently; within one user, the oldest message.

    A message may be lost or delivered twice; the claim on the job row makes both harmless.
    """

    @abstractmethod
    async def put(self, message: JobMessage) -> None:
        """Wake a worker for this job soon. A message that waits already is not doubled."""

    @abstractmethod
    async def ensure_room(self) -> None:
        """Raise QueueFullError if the queue holds as many messages as it may."""

    @abstractmethod
    async def withdraw(self, job_id: JobId) -> None:
        """Remove the message, or cancel its running handler; unknown ids are no error."""

    @abstractmethod
    async def status(self, job_id: JobId) -> QueueStatus | None:
        """Return the state of the job's message; None if the queue no longer knows it."""

    @abstractmethod
    async def statuses(self, job_ids: Collection[JobId]) -> Mapping[JobId, QueueStatus]:
        """Return the states of several messages; unknown ones are left out."""

    @abstractmethod
    async def depth(self) -> int:
        """Count the waiting messages."""

    @abstractmethod
    async def tidy(self) -> int:
        """Delete the messages that dead workers held, without a retry, and return their number."""

    @abstractmethod
    async def check(self) -> None:
        """Return if this process can pass messages on now.

        Raises QueueStoppedError or DatabaseUnavailableError.
        """

    @abstractmethod
    def pause(self) -> None:
        """Hand out no messages until `resume`; running handlers continue.

        A message that is being fetched at that moment may still arrive.
        """

    @abstractmethod
    def resume(self) -> None:
        """Hand out messages again."""

    @abstractmethod
    async def consume(self, handle: Handler) -> None:
        """Hand messages to `handle`, several at a time, until `stop` is called.

        An error from `handle` is logged and ends that message only.
        """

    @abstractmethod
    async def stop(self, *, grace_seconds: float) -> None:
        """Take no new message; let handlers end within the grace period, then cancel them.

        `consume` returns once the last handler has ended.
        """
