"""Read from the database what has changed about a job since a bookmark."""

import math
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Final, Self

from typing_extensions import override

from application.ports.event_bus import Notice, NoticeKind
from application.ports.passages import PassageRepository
from application.ports.unit_of_work import UnitOfWork
from application.watching.notices import KINDS, notice_of, notice_of_part
from domain.job import Job, JobStatus
from domain.transcript import in_order

_WRITTEN: Final = re.compile(
    r"(\d{1,9}):([a-z]+):([^:]{1,30}):([^:]{1,30}):(\d{1,9})(?::([\d.]{1,30}))?(:live)?"
)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How much of a job a watcher knows; its text is the id of an event.

    The watcher knows the passages up to `position` seconds, and `parts` segments and gaps of the
    passage that follows. So a watcher that reconnects, to any process and at any time, is told
    exactly what it has missed.

    While the job is `live`, the passages are those that are heard live. Afterwards the watcher
    begins anew with the transcript.
    """

    attempt: int = 0
    status: JobStatus | None = None
    progress: float = 0.0
    position: float = 0.0
    parts: int = 0
    preparing: float | None = None
    live: bool = False

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Parse a bookmark; None for a text that is not one."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            return None
        try:
            attempt, status, progress, position, parts, preparing, live = found.groups()
            read = cls(
                int(attempt),
                JobStatus(status),
                float(progress),
                float(position),
                int(parts),
                None if preparing is None else float(preparing),
                live is not None,
            )
        except ValueError:
            return None
        return read if math.isfinite(read.progress) and math.isfinite(read.position) else None

    @override
    def __str__(self) -> str:
        return ":".join(
            (
                str(self.attempt),
                self.status or "",
                repr(self.progress),
                repr(self.position),
                str(self.parts),
                *([] if self.preparing is None else [repr(self.preparing)]),
                *(["live"] if self.live else []),
            )
        )

    def is_at(self, job: Job) -> bool:
        """Whether the watcher knows this status."""
        return (self.attempt, self.status) == (job.attempt, job.status)


@dataclass(frozen=True, slots=True)
class News:
    """A notice, and the bookmark of a watcher that has read it."""

    notice: Notice
    bookmark: Bookmark


async def news_of(job: Job, known: Bookmark, uow: UnitOfWork) -> AsyncIterator[News]:
    """Tell what is new: that it was started, segments, gaps, progress, that it waits or has ended.

    What happened several times meanwhile is told once. The job must have been read before its
    passages are: then one that is completed has them all.
    """
    if known.live != job.is_live:
        known = replace(known, live=job.is_live, position=0.0, parts=0)
    processing = job.status is JobStatus.PROCESSING
    if processing and not known.is_at(job):
        known = replace(known, attempt=job.attempt, status=job.status)
        yield News(notice_of(job, NoticeKind.STARTED), known)
    async for news in _parts(job, known, uow.drafts if job.is_live else uow.passages):
        known = news.bookmark
        yield news
    if processing and (job.overall_progress, job.preparing) != (known.progress, known.preparing):
        known = replace(known, progress=job.overall_progress, preparing=job.preparing)
        yield News(notice_of(job, NoticeKind.PROGRESS), known)
    if not known.is_at(job):
        known = replace(
            known, attempt=job.attempt, status=job.status, progress=job.overall_progress
        )
        known = replace(known, preparing=None)
        yield News(notice_of(job, KINDS[job.status]), known)


async def _parts(job: Job, known: Bookmark, passages: PassageRepository) -> AsyncIterator[News]:
    # A bookmark has no status before the first one was told.
    known = known if known.status else replace(known, status=JobStatus.QUEUED)
    async for passage in passages.behind(job.id, known.position):
        parts = tuple(in_order(passage.segments, passage.gaps))
        left = len(parts) - known.parts
        for part in parts[known.parts :]:
            left -= 1
            known = (
                replace(known, parts=known.parts + 1)
                if left
                else replace(known, position=passage.position, parts=0)
            )
            yield News(notice_of_part(job, part, draft=job.is_live), known)
        known = replace(known, position=passage.position, parts=0)
