"""A handler whose error ends its own message and nothing else."""

from typing import Final

import structlog

from application.ports.queue import Handler
from domain.job import JobId

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


async def guarded(handle: Handler, job_id: JobId) -> None:
    """Run one handler; only cancelling gets out."""
    try:
        await handle(job_id)
    except Exception:
        log.exception("job_handler_failed", job_id=str(job_id))
