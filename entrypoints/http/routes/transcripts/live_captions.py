"""The routes of live captions for players: an HLS playlist, and its WebVTT segments."""

from typing import Final

from aiohttp import web

from domain.api_key import Scope
from domain.cue_writers import SegmentCues
from domain.errors.jobs import JobNotFoundError, SegmentNotFoundError, TranscriptNotReadyError
from domain.live.playlist import playlist
from entrypoints.http.answers.responses import whole_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.ids import job_id_of
from entrypoints.http.routing.operation import Operation, Reply
from entrypoints.http.routing.route import reading
from entrypoints.http.services.http_services import services_of

_PLAYLIST: Final = "application/vnd.apple.mpegurl"
_VTT: Final = "text/vtt; charset=utf-8"
_MAPPED: Final = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n"
_LONGEST_NUMBER: Final = 6
_FRESH: Final = {"Cache-Control": "no-cache"}


async def show_playlist(request: web.Request) -> web.Response:
    """Send the playlist, which grows while the job is live."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    known = await services_of(request).live_captions.known(job_id_of(request), caller=caller)
    written = playlist(known.seconds, ended=known.ended)
    return whole_answer(written.encode(), _PLAYLIST, headers=_FRESH)


async def show_segment(request: web.Request) -> web.Response:
    """Send the captions of one stretch."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    said = await services_of(request).live_captions.stretch(
        job_id_of(request), _number_of(request), caller=caller
    )
    cues = SegmentCues(None, vtt=True)
    body = "".join([*(cues.add(segment) for segment in said), cues.rest()])
    return whole_answer((_MAPPED + body).encode(), _VTT, headers=_FRESH)


def _number_of(request: web.Request) -> int:
    text = request.match_info["number"]
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise SegmentNotFoundError(text[:64])
    return int(text)


ROUTES: Final = (
    *reading(
        "/jobs/{job_id}/captions.m3u8",
        show_playlist,
        Operation(
            summary="Follow the captions with a player",
            tag="Jobs",
            description="An HLS playlist of WebVTT segments of 10 s (RFC 8216). It grows while the "
            "job is live, and says when it has ended.",
            replies={200: Reply("The playlist.", media={_PLAYLIST: "#EXTM3U\n"})},
            fails=(JobNotFoundError, TranscriptNotReadyError),
        ),
        Scope.READ,
    ),
    *reading(
        "/jobs/{job_id}/captions/{number}.vtt",
        show_segment,
        Operation(
            summary="Read the captions of ten seconds",
            tag="Jobs",
            replies={200: Reply("The captions.", media={"text/vtt": _MAPPED})},
            fails=(JobNotFoundError, TranscriptNotReadyError, SegmentNotFoundError),
        ),
        Scope.READ,
    ),
)
