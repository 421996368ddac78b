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
    """'Look at this job', how urgent it is, which model it needs, and for whom.

    It is handed out after `delay_seconds`. A job that is `returning` was accepted before, so a
    full queue takes it all the same, and it goes before what is new. Jobs without an `owner` count
    as those of one user.
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
        """Write the message that this job needs."""
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
        """Say how urgent it is, least first: by its priority, and whether it waited before."""
        return 2 * self.priority.rank + (not self.returning)


TURNS: Final = range(2 * len(Priority))

Handler = Callable[[JobId], Awaitable[None]]


class JobQueue(Protocol):
    """Wakes workers: strict priorities, in each what returns before what is new, users in turns.

    Of the equally urgent the message of the user with the fewest jobs running goes first, among
    those of the user who was served least recently, and of one user the oldest.

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
    async def statuses(self, job_ids: Collection[JobId]) -> Mapping[JobId, QueueStatus]:
        """Say the same of many at once; those that the queue does not know are left out."""

    @abstractmethod
    async def depth(self) -> int:
        """Count the messages that wait."""

    @abstractmethod
    async def tidy(self) -> int:
        """Forget the messages that dead workers held; count them. They are not delivered again."""

    @abstractmethod
    async def check(self) -> None:
        """Return if this process does its part in passing messages on now.

        Raises QueueStoppedError or DatabaseUnavailableError.
        """

    @abstractmethod
    def pause(self) -> None:
        """Hand out nothing until `resume`; what is handed out already goes on.

        A message that was being fetched just then may still come.
        """

    @abstractmethod
    def resume(self) -> None:
        """Hand out messages again."""

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
