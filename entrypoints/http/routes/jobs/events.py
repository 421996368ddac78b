"""Routes that stream the events of jobs."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final, Self

from aiohttp import web
from pydantic import BaseModel

from application.ports.event_bus import EntryId, Notice, NoticeKind
from application.watching.job_news import Bookmark
from domain.api_key import Scope
from domain.errors.capacity import TooManyStreamsError
from domain.errors.jobs import JobNotFoundError
from domain.job import JobId, JobStatus
from domain.stages import Stage
from domain.transcript import Gap, Segment
from domain.user import User
from entrypoints.http.answers.event_stream import SIGN_OF_LIFE, event, stream_events
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.ids import job_id_of
from entrypoints.http.routing.operation import Header, Operation, Reply
from entrypoints.http.routing.route import reading
from entrypoints.http.services.http_services import services_of

_ENTRY_ID: Final = re.compile(r"(\d{1,14})-(\d{1,9})")
_FORGOTTEN: Final = EntryId(0, 0)


class StateNews(BaseModel):
    """The state of a job. `progress` goes from 0 to 1; `duration_seconds` is the recording's.

    `stage` and `stage_progress` are those of the job.
    """

    job_id: JobId
    status: JobStatus
    progress: float
    attempts: int
    language: str | None
    duration_seconds: float | None
    error_code: str | None
    error_message: str | None
    stage: Stage | None
    stage_progress: float | None

    @classmethod
    def of(cls, notice: Notice) -> Self:
        """Convert a notice."""
        return cls(
            job_id=notice.job_id,
            status=notice.status,
            progress=notice.progress,
            attempts=notice.attempts,
            language=notice.language,
            duration_seconds=notice.duration_seconds,
            error_code=notice.failure.code if notice.failure else None,
            error_message=notice.failure.message if notice.failure else None,
            stage=notice.stage,
            stage_progress=notice.stage_progress,
        )


class WordNews(BaseModel, from_attributes=True):
    """A word; times in seconds from the start of the recording."""

    start: float
    end: float
    text: str
    probability: float


class SegmentNews(BaseModel):
    """A final segment of the transcript; times in seconds.

    A `draft` was heard live: the transcript that is made afterwards replaces all drafts.
    """

    job_id: JobId
    start: float
    end: float
    text: str
    language: str | None
    channel: int | None
    words: list[WordNews] | None
    draft: bool = False

    @classmethod
    def of(cls, job_id: JobId, segment: Segment, *, draft: bool = False) -> Self:
        """Convert a segment."""
        words = segment.words
        return cls(
            job_id=job_id,
            start=segment.start,
            end=segment.end,
            text=segment.text,
            language=segment.language,
            channel=segment.channel,
            words=None if words is None else [WordNews.model_validate(word) for word in words],
            draft=draft,
        )


class PartialNews(BaseModel):
    """The words so far of what is being spoken live; each event has all of them."""

    job_id: JobId
    text: str


class GapNews(BaseModel):
    """A stretch in which speech was detected but no words were found; times in seconds."""

    job_id: JobId
    start: float
    end: float

    @classmethod
    def of(cls, job_id: JobId, gap: Gap) -> Self:
        """Convert a gap."""
        return cls(job_id=job_id, start=gap.start, end=gap.end)


async def of_one_job(request: web.Request) -> web.StreamResponse:
    """Stream the events of a job until it has ended."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    return await stream_events(request, _one_job(request, job_id_of(request), caller))


async def of_all_jobs(request: web.Request) -> web.StreamResponse:
    """Stream the events of all of the caller's jobs."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    return await stream_events(request, _all_jobs(request, caller))


async def _one_job(
    request: web.Request, job_id: JobId, caller: User
) -> AsyncGenerator[bytes, None]:
    known = Bookmark.read(_last_event_id(request))
    watching = services_of(request).watch_job(job_id, caller=caller, after=known)
    async with aclosing(watching) as told:
        async for news in told:
            yield _frame(news.notice, str(news.bookmark)) if news else SIGN_OF_LIFE


async def _all_jobs(request: web.Request, caller: User) -> AsyncGenerator[bytes, None]:
    watching = services_of(request).watch_jobs(caller=caller, after=_last_entry(request))
    async with aclosing(watching) as told:
        async for entry in told:
            if entry is None:
                yield SIGN_OF_LIFE
            elif entry.notice and entry.notice.kind is not NoticeKind.DELETED:
                yield _frame(entry.notice, "{}-{}".format(*entry.id) if entry.id else None)


def _frame(notice: Notice, event_id: str | None) -> bytes:
    return event(_news(notice).model_dump_json(), name=notice.kind, event_id=event_id)


def _news(notice: Notice) -> BaseModel:
    if notice.segment is not None:
        return SegmentNews.of(notice.job_id, notice.segment, draft=notice.draft)
    if notice.words is not None:
        return PartialNews(job_id=notice.job_id, text=notice.words)
    if notice.gap is not None:
        return GapNews.of(notice.job_id, notice.gap)
    return StateNews.of(notice)


def _last_event_id(request: web.Request) -> str:
    return request.headers.get("Last-Event-ID", "")


def _last_entry(request: web.Request) -> EntryId | None:
    """Find the client's position; an unknown id counts as one that is no longer kept."""
    text = _last_event_id(request)
    if not text:
        return None
    found = _ENTRY_ID.fullmatch(text)
    return EntryId(int(found[1]), int(found[2])) if found else _FORGOTTEN


_EVENTS: Final = (
    "Server-sent events: `queued`, `started`, `progress`, `completed`, `failed` and `cancelled` "
    "carry a StateNews, `segment` carries a SegmentNews, `gap` a GapNews, and `partial`, of a live "
    "job, a PartialNews. `speakers` (among the events of all jobs) carries a StateNews, too: the "
    "speakers of a completed job were edited. "
    "If nothing else happens, a comment comes every 15 s."
)
_RESUME: Final = Header(
    "Last-Event-ID", "The id of the last event that you received: the stream continues after it."
)
_STREAM: Final = Reply(
    "Events as they happen.",
    media={"text/event-stream": None},
)
_NOTHING: Final = Reply("There are no more events: do not reconnect.")
ROUTES: Final = (
    *reading(
        "/jobs/events",
        of_all_jobs,
        Operation(
            summary="Follow all of your jobs",
            tag="Events",
            description=_EVENTS,
            headers=(_RESUME,),
            replies={200: _STREAM, 204: _NOTHING},
            events=(StateNews, SegmentNews, PartialNews, GapNews),
            fails=(TooManyStreamsError,),
        ),
        Scope.READ,
    ),
    *reading(
        "/jobs/{job_id}/events",
        of_one_job,
        Operation(
            summary="Follow one job until it has ended",
            tag="Events",
            description=_EVENTS,
            headers=(_RESUME,),
            replies={200: _STREAM, 204: _NOTHING},
            events=(StateNews, SegmentNews, PartialNews, GapNews),
            fails=(JobNotFoundError, TooManyStreamsError),
        ),
        Scope.READ,
    ),
)
