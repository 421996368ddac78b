"""Handles one message of the queue: transcribes the job it names."""

from dataclasses import dataclass
from typing import Final

import structlog

from application.jobs.fail_job import FailJob
from application.jobs.transcribe_job import TranscribeJob
from domain.errors.jobs import JobNotFoundError, StaleJobError
from domain.job import Failure, JobId

_UNFORESEEN: Final = Failure(
    "internal_error",
    "Something went wrong in the service during the transcription. Retry the job; "
    "if that does not help, give its id to the operator, whose log says what happened.",
)


@dataclass(frozen=True, slots=True)
class JobHandler:
    """Transcribes the job that a message names; no error stops the worker."""

    transcribe: TranscribeJob
    fail: FailJob

    async def __call__(self, job_id: JobId) -> None:
        """Return when the job has ended or another worker has it; only cancellation is raised."""
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
