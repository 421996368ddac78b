"""Log one line for each event of a job."""

import re
from typing import Any

import structlog
from typing_extensions import override

from application.ports.events import EventPublisher
from domain.events import (
    HeardLive,
    JobBegun,
    JobCompleted,
    JobEvent,
    JobFailed,
    JobPostponed,
    SegmentsTranscribed,
    VoicesHeard,
)


class LogEvents(EventPublisher):
    """Logs ids, states and times; never the transcript or a file name."""

    @override
    async def publish(self, event: JobEvent) -> None:
        log = structlog.get_logger()
        often = isinstance(event, (HeardLive, JobBegun, SegmentsTranscribed, VoicesHeard))
        write = log.debug if often else log.info
        write(_name(event), **_fields(event))


def _name(event: JobEvent) -> str:
    """Return the log name of an event, such as job_handed_back for `JobHandedBack`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()


def _fields(event: JobEvent) -> dict[str, Any]:
    job = event.job
    fields: dict[str, Any] = {
        "job_id": str(job.id),
        "owner_id": str(job.owner),
        "model": job.model,
        "attempt": job.attempt,
        "audio_seconds": job.recording.duration_seconds,
    }
    match event:
        case JobCompleted(_, seconds):
            fields |= {"seconds": round(seconds, 3), "caveats": [c.code for c in job.caveats]}
        case JobFailed():
            fields["code"] = job.failure.code if job.failure else "unknown"
        case JobPostponed(_, code, seconds):
            fields |= {"code": code, "seconds": seconds}
        case SegmentsTranscribed(_, segments):
            fields |= {"segments": len(segments), "progress": round(job.progress, 4)}
        case JobBegun():
            fields["progress"] = round(job.progress, 4)
        case VoicesHeard():
            fields["listened"] = round(job.listened or 0.0, 4)
    return fields
