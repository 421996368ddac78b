"""The route that downloads the transcript."""

from collections.abc import AsyncIterator
from functools import partial
from typing import TYPE_CHECKING, Final

from aiohttp import web

from application.transcripts.export_transcript import ExportTranscript
from application.transcripts.layered import Version
from domain.api_key import Scope
from domain.document_format import DocumentFormat
from domain.errors.capacity import PrintersBusyError
from domain.errors.jobs import JobNotFoundError, TranscriptNotReadyError
from domain.errors.kinds import InvalidRequestError
from domain.job import Job
from domain.option import Surface, offered
from domain.subtitle_layout import SubtitleLayout
from entrypoints.http.answers.documents import (
    MEDIA_TYPES,
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
from entrypoints.http.services.http_services import HttpServices, services_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    Layout = BaseModel
else:
    Layout = asked("Layout", offered(SubtitleLayout, Surface.FORM))


class LayoutQuery(Layout):
    """How a transcript is laid out."""

    @property
    def layout(self) -> SubtitleLayout:
        """The layout of subtitles and documents."""
        layout: SubtitleLayout = chosen(self, SubtitleLayout, Surface.FORM)
        return layout


class VersionQuery(LayoutQuery):
    """Corrected text, or as recognised, and how it is laid out."""

    version: Version = Version.CORRECTED


class TranscriptQuery(VersionQuery, extra="forbid"):
    """The format, by default that of the Accept header; corrected text, or as recognised."""

    format: DocumentFormat | None = None


async def download(request: web.Request) -> web.StreamResponse:
    """Send the transcript of a completed job."""
    caller = await authenticated(request)
    query = read_query(request, TranscriptQuery)
    form = query.format or _accepted(request)
    services = services_of(request)
    job = await services.export_transcript(job_id_of(request), caller=caller)
    headers = {
        "Content-Type": content_type(form),
        "Content-Disposition": attachment(renamed(job.title, form)),
        "Vary": "Accept",
    }
    return await stream_answer(request, pieces_of(services, job, form, query), headers=headers)


def pieces_of(
    services: HttpServices, job: Job, form: DocumentFormat, query: VersionQuery
) -> AsyncIterator[bytes]:
    """Write the transcript of a completed job, piece by piece."""
    transcript = source_of(services.export_transcript, job, query.version)
    return document(
        form, job, transcript, query.layout, services.print_transcript, services.line_breaks
    )


def source_of(export: ExportTranscript, job: Job, version: Version) -> TranscriptSource:
    """Read a version of the transcript of a completed job."""
    return TranscriptSource(
        lines=partial(export.lines, job, version),
        gaps=partial(export.gaps, job),
        cuts=partial(export.cuts, job),
        speakers=partial(export.speakers, job, version),
        turns=partial(export.turns, job, version),
    )


def _accepted(request: web.Request) -> DocumentFormat:
    accept = ",".join(request.headers.getall("Accept", ["*/*"]))
    chosen = preferred(accept, tuple(MEDIA_TYPES.values()))
    return next(form for form, media_type in MEDIA_TYPES.items() if media_type == chosen)


_CUE: Final = "00:00:00,000 --> 00:00:02,500\none two three\n\n"
TRANSCRIPT: Final = Reply(
    "The whole transcript.",
    TranscriptDocument,
    media={
        "text/plain": "one two three\n",
        "application/x-subrip": f"1\n{_CUE}",
        "text/vtt": "WEBVTT\n\n" + _CUE.replace(",", "."),
        "text/tab-separated-values": "start\tend\ttext\n0\t2500\tone two three\n",
        "text/markdown": "# talk.mp3\n\n**00:00:00** one two three\n",
        "text/x-rttm": "SPEAKER talk 1 0.000 2.500 <NA> <NA> A <NA> <NA>\n",
        MEDIA_TYPES[DocumentFormat.DOCX]: None,
        MEDIA_TYPES[DocumentFormat.PDF]: None,
    },
    headers=(Header("Content-Disposition", "A file name for the download."),),
)
ROUTES: Final = reading(
    "/jobs/{job_id}/transcript",
    download,
    Operation(
        summary="Download the transcript",
        tag="Jobs",
        description="`format` chooses the format; without it, the header `Accept` does.",
        query=TranscriptQuery,
        replies={200: TRANSCRIPT},
        fails=(
            JobNotFoundError,
            TranscriptNotReadyError,
            InvalidRequestError,
            PrintersBusyError,
        ),
    ),
    Scope.READ,
)
