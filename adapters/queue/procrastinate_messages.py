"""Write a message into procrastinate's table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from application.ports.queue import JobMessage
from domain.options import ModelName

TASK: Final = "transcribe"
DEFAULT_QUEUE: Final = "default"

# The columns of procrastinate's own function, and the user. A message that waits already stays.
WRITE: Final = """
INSERT INTO procrastinate_jobs (
    queue_name, task_name, priority, queueing_lock, args, scheduled_at,
    transcriber_user, transcriber_short
) VALUES (
    %(queue)s, %(task)s, %(priority)s, %(job_id)s,
    jsonb_build_object('job_id', %(job_id)s::text),
    CASE WHEN %(delay)s::float8 > 0 THEN now() + make_interval(secs => %(delay)s) END,
    %(user)s, %(is_short)s
)
ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Routing:
    """Maps each model to the queue of its jobs; `default` if it has none."""

    queues: Mapping[ModelName, str] = field(default_factory=dict)

    def queue_for(self, model: ModelName | None) -> str:
        """Return the name of the model's queue."""
        return self.queues.get(model, DEFAULT_QUEUE) if model else DEFAULT_QUEUE

    def values(self, message: JobMessage) -> dict[str, Any]:
        """Return the parameters of WRITE."""
        return {
            "queue": self.queue_for(message.model),
            "task": TASK,
            "priority": -message.turn,  # procrastinate takes the highest number first
            "job_id": str(message.job_id),
            "delay": message.delay_seconds,
            "user": str(message.owner or ""),
            "is_short": message.is_short,
        }
