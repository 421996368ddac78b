"""Make notices for watchers, of an event or of a job's state."""

from dataclasses import replace
from typing import Final

from application.ports.event_bus import Notice, NoticeKind
from domain.events import (
    HeardLive,
    JobBegun,
    JobDeleted,
    JobEvent,
    JobPreparing,
    SegmentsTranscribed,
    SpeakersEdited,
    VoicesHeard,
)
from domain.job import Job, JobStatus
from domain.transcript import Gap, Segment, in_order

# Handed back, postponed or retried: a watcher sees a queued job.
KINDS: Final = {
    JobStatus.QUEUED: NoticeKind.QUEUED,
    JobStatus.PROCESSING: NoticeKind.STARTED,
    JobStatus.COMPLETED: NoticeKind.COMPLETED,
    JobStatus.FAILED: NoticeKind.FAILED,
    JobStatus.CANCELLED: NoticeKind.CANCELLED,
}


def notices_of(event: JobEvent) -> tuple[Notice, ...]:
    """Return the notices of an event, in order."""
    match event:
        case SegmentsTranscribed(job, segments, gaps):
            told = (notice_of_part(job, part) for part in in_order(segments, gaps))
            return *told, notice_of(job, NoticeKind.PROGRESS)
        case HeardLive():
            return _heard_live(event)
        case JobPreparing(job) | JobBegun(job) | VoicesHeard(job):
            return (notice_of(job, NoticeKind.PROGRESS),)
        case SpeakersEdited(job):
            return (notice_of(job, NoticeKind.SPEAKERS),)
        case _:
            ended = isinstance(event, JobDeleted)
            kind = NoticeKind.DELETED if ended else KINDS[event.job.status]
            return (notice_of(event.job, kind),)


def _heard_live(heard: HeardLive) -> tuple[Notice, ...]:
    segments = tuple(notice_of_part(heard.job, each, draft=True) for each in heard.segments)
    if heard.words is None:
        return segments
    return *segments, replace(notice_of(heard.job, NoticeKind.PARTIAL), words=heard.words)


def notice_of_part(job: Job, part: Segment | Gap, *, draft: bool = False) -> Notice:
    """Make a notice of a part of the transcript, without its tokens.

    Words are left out unless their times were asked for.
    """
    if isinstance(part, Gap):
        return replace(notice_of(job, NoticeKind.GAP), gap=part)
    shown = replace(part, tokens=(), words=None if job.options.hides_words else part.words)
    return replace(notice_of(job, NoticeKind.SEGMENT), segment=shown, draft=draft)


def notice_of(job: Job, kind: NoticeKind) -> Notice:
    """Make a notice of a job's present state."""
    return Notice(
        kind=kind,
        job_id=job.id,
        owner=job.owner,
        status=job.status,
        attempt=job.attempt,
        attempts=job.attempts_spent,
        progress=job.overall_progress,
        stage=job.stage,
        stage_progress=job.stage_progress,
        language=job.language,
        duration_seconds=job.recording.duration_seconds,
        failure=job.failure,
    )
