"""Remove what dead workers left in the queue."""

from dataclasses import dataclass

from application.ports.queue import JobQueue
from application.ports.repairs import Repair, RepairLog


@dataclass(frozen=True, slots=True)
class TidyQueue:
    """Remove the messages that dead workers held; their jobs are found by their leases."""

    queue: JobQueue
    repairs: RepairLog

    async def __call__(self) -> int:
        """Return how many messages were removed."""
        count = await self.queue.tidy()
        if count:
            self.repairs.note(Repair.MESSAGE_SWEPT, "queue", count=count)
        return count
