"""The route that downloads the transcript."""

from functools import partial
from typing import TYPE_CHECKING, Final

from aiohttp import web

from application.transcripts.layered import Version
from domain.api_key import Scope
from domain.errors.jobs import JobNotFoundError, TranscriptNotReadyError
from domain.option import Surface, offered
from domain.subtitle_layout import SubtitleLayout
from entrypoints.http.answers.documents import (
    MEDIA_TYPES,
    DocumentFormat,
    TranscriptDocument,
    TranscriptSource,
    content_type,
    document,
)
from entrypoints.http.answers.filenames import attachment, renamed
from entrypoints.http.answers.responses import stream_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.negotiation import preferred
from entrypoints.http.requests.queries import read_query
from entrypoints.http.routing.ids import job_id_of
from entrypoints.http.routing.operation import Header, Operation, Reply
from entrypoints.http.routing.route import reading
from entrypoints.http.schemas.option_fields import asked, chosen
from entrypoints.http.services.http_services import services_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    Layout = BaseModel
else:
    Layout = asked("Layout", offered(SubtitleLayout, Surface.FORM))


class TranscriptQuery(Layout, extra="forbid"):
    """The format, by default that of the Accept header; corrected text, or as recognised."""

    format: DocumentFormat | None = None
    version: Version = Version.CORRECTED

    @property
    def layout(self) -> SubtitleLayout:
        """The layout of subtitles."""
        layout: SubtitleLayout = chosen(self, SubtitleLayout, Surface.FORM)
        return layout


async def download(request: web.Request) -> web.StreamResponse:
    """Send the transcript of a completed job."""
    caller = await authenticated(request)
    query = read_query(request, TranscriptQuery)
    form = query.format or _accepted(request)
    export = services_of(request).export_transcript
    job = await export(job_id_of(request), caller=caller)
    headers = {
        "Content-Type": content_type(form),
        "Content-Disposition": attachment(renamed(job.recording.filename, form)),
        "Vary": "Accept",
    }
    transcript = TranscriptSource(
        lines=partial(export.lines, job, query.version),
        gaps=partial(export.gaps, job),
        cuts=partial(export.cuts, job),
    )
    pieces = document(form, job, transcript, query.layout)
    return await stream_answer(request, pieces, headers=headers)


def _accepted(request: web.Request) -> DocumentFormat:
    accept = ",".join(request.headers.getall("Accept", ["*/*"]))
    chosen = preferred(accept, tuple(MEDIA_TYPES.values()))
    return next(form for form, media_type in MEDIA_TYPES.items() if media_type == chosen)


_CUE: Final = "00:00:00,000 --> 00:00:02,500\none two three\n\n"
ROUTES: Final = reading(
    "/jobs/{job_id}/transcript",
    download,
    Operation(
        summary="Download the transcript",
        tag="Jobs",
        description="`format` chooses the format; without it, the header `Accept` does.",
        query=TranscriptQuery,
        replies={
            200: Reply(
                "The whole transcript.",
                TranscriptDocument,
                media={
                    "text/plain": "one two three\n",
                    "application/x-subrip": f"1\n{_CUE}",
                    "text/vtt": "WEBVTT\n\n" + _CUE.replace(",", "."),
                    "text/tab-separated-values": "start\tend\ttext\n0\t2500\tone two three\n",
                },
                headers=(Header("Content-Disposition", "A file name for the download."),),
            )
        },
        fails=(JobNotFoundError, TranscriptNotReadyError),
    ),
    Scope.READ,
)
