"""Run a handler so that its error ends its own message only."""

from typing import Final

import structlog

from application.ports.queue import Handler
from domain.job import JobId

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


async def guarded(handle: Handler, job_id: JobId) -> None:
    """Run one handler and log its error; only a cancellation is raised."""
    try:
        await handle(job_id)
    except Exception:
        log.exception("job_handler_failed", job_id=str(job_id))
