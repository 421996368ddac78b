"""What a worker does with one message."""

from dataclasses import dataclass
from typing import Final

import structlog

from application.jobs.fail_job import FailJob
from application.jobs.transcribe_job import TranscribeJob
from domain.errors import JobNotFoundError, StaleJobError
from domain.job import Failure, JobId

_UNFORESEEN: Final = Failure(
    "internal_error",
    "The service met an error of its own while it transcribed this. Retry the job; "
    "if that does not help, give its id to the operator, whose log says what happened.",
)


@dataclass(frozen=True, slots=True)
class JobHandler:
    """Transcribes the job a message names; whatever happens, the worker goes on."""

    transcribe: TranscribeJob
    fail: FailJob

    async def __call__(self, job_id: JobId) -> None:
        """Return when the job has ended or is somebody else's; only cancelling gets out."""
        with structlog.contextvars.bound_contextvars(job_id=str(job_id)):
            try:
                await self.transcribe(job_id)
            except Exception:  # noqa: BLE001  # the loop: one job must not end the others
                structlog.get_logger().exception("job_crashed")
                await self._give_up(job_id)

    async def _give_up(self, job_id: JobId) -> None:
        try:
            await self.fail(job_id, _UNFORESEEN, worker=self.transcribe.worker)
        except (JobNotFoundError, StaleJobError):
            structlog.get_logger().info("job_changed_hands")
