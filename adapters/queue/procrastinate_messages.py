"""How a message is written, by whoever writes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from procrastinate import App

from application.ports.queue import JobMessage
from domain.options import ModelName

TASK: Final = "transcribe"
DEFAULT_QUEUE: Final = "default"


@dataclass(frozen=True, slots=True)
class Routing:
    """Which queue the jobs of a model go to; `default` unless it says otherwise."""

    queues: Mapping[ModelName, str] = field(default_factory=dict)

    def queue_for(self, model: ModelName | None) -> str:
        """Name the queue."""
        return self.queues.get(model, DEFAULT_QUEUE) if model else DEFAULT_QUEUE


async def write(
    message: JobMessage, app: App, routing: Routing, connection: Any | None = None
) -> None:
    """Write the message; with a `connection` (psycopg's) as a part of the transaction there.

    Raises AlreadyEnqueued where one for this job waits already, which breaks that transaction
    back to its last savepoint, and ConnectorException.
    """
    delay = timedelta(seconds=message.delay_seconds)
    await app.configure_task(
        TASK,
        queue=routing.queue_for(message.model),
        priority=-message.turn,  # procrastinate takes the largest number first
        queueing_lock=str(message.job_id),
        schedule_at=datetime.now(UTC) + delay if delay else None,
        connection=connection,
    ).defer_async(job_id=str(message.job_id))
