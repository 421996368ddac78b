"""Routes with which readers of a link read the transcript that it shares."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Final

from aiohttp import web

from application.sharing.open_share import OpenedShare
from application.transcripts.layered import Version
from domain.document_format import DocumentFormat
from domain.errors.accounts import TooManyAttemptsError
from domain.errors.capacity import (
    BlobNotFoundError,
    DatabaseUnavailableError,
    PrintersBusyError,
    StorageUnavailableError,
    WaveformsBusyError,
    WaveformTooSlowError,
)
from domain.errors.sharing import NotSharedError, ShareClosedError
from domain.errors.uploads import UnsupportedAudioError
from domain.job import Job
from domain.share import as_shown, shown_to_readers
from domain.transcript import Cut
from entrypoints.http.answers.documents import content_type, document
from entrypoints.http.answers.filenames import attachment, renamed
from entrypoints.http.answers.responses import json_answer, stream_answer
from entrypoints.http.identity.share_link import TOKEN_HEADER, opened_share, set_share_cookie
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routes.transcripts.audio import (
    OUT_OF_RANGE,
    RANGE_HEADERS,
    RECORDING_REPLIES,
    send_recording,
)
from entrypoints.http.routes.transcripts.transcripts import TRANSCRIPT, LayoutQuery, source_of
from entrypoints.http.routes.transcripts.turns import TurnsAnswer, written_turns
from entrypoints.http.routes.transcripts.waveforms import PeaksAnswer
from entrypoints.http.routing.operation import Access, Header, Operation, Reply
from entrypoints.http.routing.route import Route, reading
from entrypoints.http.schemas.shares import SharedAnswer
from entrypoints.http.services.http_services import HttpServices, services_of

HIDDEN: Final = {"X-Robots-Tag": "noindex, nofollow"}


class SharedTranscriptQuery(LayoutQuery, extra="forbid"):
    """The format, and how the transcript is laid out."""

    format: DocumentFormat = DocumentFormat.JSON


async def begin(request: web.Request) -> web.Response:
    """Open a link, and set the cookie with which browsers fetch its sound and files."""
    read_query(request, NoQuery)
    if TOKEN_HEADER not in request.headers:
        raise ShareClosedError
    opened = await opened_share(request)
    answer = await _described(request, opened)
    set_share_cookie(request, answer, opened)
    return answer


async def show(request: web.Request) -> web.Response:
    """Say what the link opens."""
    opened = await opened_share(request)
    read_query(request, NoQuery)
    return await _described(request, opened)


async def transcript(request: web.Request) -> web.StreamResponse:
    """Send the transcript, as its owner sees it."""
    opened = await opened_share(request)
    query = read_query(request, SharedTranscriptQuery)
    headers = {**HIDDEN, "Content-Type": content_type(query.format)}
    job = await _job_of(request, opened)
    if opened.share.terms.downloads:
        headers["Content-Disposition"] = attachment(renamed(job.title, query.format))
    elif query.format is not DocumentFormat.JSON:  # which the page reads
        raise NotSharedError("downloads")
    pieces = _pieces(services_of(request), job, opened, query)
    return await stream_answer(request, pieces, headers=headers)


async def audio(request: web.Request) -> web.StreamResponse:
    """Send the recording, or the range that the request asks for."""
    opened = await _with_audio(request)
    read_query(request, NoQuery)
    share = opened.share
    job = await services_of(request).read_audio(share.job_id, caller=opened.owner)
    name = shown_to_readers(job, share).recording.filename
    disposition = attachment(name) if share.terms.downloads else "inline"
    return await send_recording(request, job, {**HIDDEN, "Content-Disposition": disposition})


async def peaks(request: web.Request) -> web.Response:
    """Send the waveform."""
    opened = await _with_audio(request)
    read_query(request, NoQuery)
    draw = services_of(request).draw_waveform
    drawn = await draw(opened.share.job_id, caller=opened.owner)
    answer = PeaksAnswer(duration_seconds=drawn.duration_seconds, peaks=drawn.peaks)
    return json_answer(answer, headers=HIDDEN)


async def turns(request: web.Request) -> web.StreamResponse:
    """Send who speaks when."""
    opened = await opened_share(request)
    read_query(request, NoQuery)
    job = await _job_of(request, opened)
    found = services_of(request).export_transcript.turns(job)
    headers = {**HIDDEN, "Content-Type": "application/json"}
    return await stream_answer(request, written_turns(found), headers=headers)


async def _described(request: web.Request, opened: OpenedShare) -> web.Response:
    job = await _job_of(request, opened)
    return json_answer(SharedAnswer.of(job, opened.share), headers=HIDDEN)


async def _job_of(request: web.Request, opened: OpenedShare) -> Job:
    export = services_of(request).export_transcript
    return await export(opened.share.job_id, caller=opened.owner)


async def _with_audio(request: web.Request) -> OpenedShare:
    opened = await opened_share(request)
    if not opened.share.terms.audio:
        raise NotSharedError("the recording")
    return opened


def _pieces(
    services: HttpServices, job: Job, opened: OpenedShare, query: SharedTranscriptQuery
) -> AsyncIterator[bytes]:
    """Write the transcript without what was corrected or cut out of it."""
    found = source_of(services.export_transcript, job, Version.CORRECTED)
    return document(
        query.format,
        shown_to_readers(job, opened.share),
        replace(found, lines=lambda: as_shown(found.lines()), cuts=_no_cuts),
        query.layout,
        services.print_transcript,
        services.line_breaks,
    )


async def _no_cuts() -> AsyncIterator[Cut]:
    none: Sequence[Cut] = ()
    for cut in none:
        yield cut


_TAG: Final = "Sharing"
_TOKEN: Final = (Header(TOKEN_HEADER, "The token: what is behind `#` in the link."),)
_FAILS: Final = (ShareClosedError, TooManyAttemptsError, DatabaseUnavailableError)
ROUTES: Final = (
    Route(
        "POST",
        "/shared",
        begin,
        Operation(
            summary="Open a link",
            tag=_TAG,
            description="Sets a cookie for the addresses of this link alone, so that a page can "
            "play the recording. Programs send the header with each request instead.",
            access=Access.ANYBODY,
            headers=_TOKEN,
            replies={200: Reply("What the link opens.", SharedAnswer)},
            fails=_FAILS,
        ),
    ),
    *reading(
        "/shared/{share_id}",
        show,
        Operation(
            summary="Show what a link opens",
            tag=_TAG,
            access=Access.ANYBODY,
            headers=_TOKEN,
            replies={200: Reply("What the link opens.", SharedAnswer)},
            fails=_FAILS,
        ),
    ),
    *reading(
        "/shared/{share_id}/transcript",
        transcript,
        Operation(
            summary="Read a shared transcript",
            tag=_TAG,
            description="With all corrections, and without what they replaced. Formats other than "
            "`json` are downloads, which the link must offer. `job_id` is the link's id.",
            access=Access.ANYBODY,
            query=SharedTranscriptQuery,
            headers=_TOKEN,
            replies={200: TRANSCRIPT},
            fails=(*_FAILS, NotSharedError, PrintersBusyError),
        ),
    ),
    *reading(
        "/shared/{share_id}/audio",
        audio,
        Operation(
            summary="Hear a shared recording",
            tag=_TAG,
            access=Access.ANYBODY,
            headers=(*_TOKEN, *RANGE_HEADERS),
            replies=RECORDING_REPLIES,
            fails=(
                *_FAILS,
                NotSharedError,
                BlobNotFoundError,
                StorageUnavailableError,
                OUT_OF_RANGE,
            ),
        ),
    ),
    *reading(
        "/shared/{share_id}/peaks",
        peaks,
        Operation(
            summary="Show the waveform of a shared recording",
            tag=_TAG,
            access=Access.ANYBODY,
            headers=_TOKEN,
            replies={200: Reply("The peaks, from start to end.", PeaksAnswer)},
            fails=(
                *_FAILS,
                NotSharedError,
                BlobNotFoundError,
                StorageUnavailableError,
                UnsupportedAudioError,
                WaveformsBusyError,
                WaveformTooSlowError,
            ),
        ),
    ),
    *reading(
        "/shared/{share_id}/turns",
        turns,
        Operation(
            summary="Show who speaks when in a shared recording",
            tag=_TAG,
            access=Access.ANYBODY,
            headers=_TOKEN,
            replies={200: Reply("All turns.", TurnsAnswer)},
            fails=_FAILS,
        ),
    ),
)
