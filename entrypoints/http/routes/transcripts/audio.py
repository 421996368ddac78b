"""The route to download and play the recording."""

import mimetypes
import re
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from domain.api_key import Scope
from domain.errors.capacity import BlobNotFoundError, StorageUnavailableError
from domain.errors.jobs import JobNotFoundError
from domain.job import Job
from entrypoints.http.answers.filenames import attachment
from entrypoints.http.answers.responses import stream_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.problems.refusals import Refusal
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.ids import job_id_of
from entrypoints.http.routing.operation import Fault, Header, Operation, Reply
from entrypoints.http.routing.route import reading
from entrypoints.http.services.http_services import services_of


async def download(request: web.Request) -> web.StreamResponse:
    """Send the recording, or the range that the request asks for."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    job = await services_of(request).read_audio(job_id_of(request), caller=caller)
    headers = {"Content-Disposition": attachment(job.recording.filename)}
    return await send_recording(request, job, headers)


async def send_recording(
    request: web.Request, job: Job, headers: Mapping[str, str]
) -> web.StreamResponse:
    """Send a recording that is known to be there, whole or in part; `headers` are added."""
    audio = services_of(request).read_audio
    size = job.recording.size_bytes
    wanted = _wanted(request, job)
    headers = {**_headers(job), **headers}
    if wanted is not None:
        headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
    sent = wanted if wanted is not None else range(size)
    headers["Content-Length"] = str(len(sent))
    return await stream_answer(
        request,
        audio.stretch(job, start=sent.start, end=sent.stop),
        status=200 if wanted is None else 206,
        headers=headers,
    )


def _wanted(request: web.Request, job: Job) -> range | None:
    """Return the one range asked for (RFC 9110, 14); None for the whole recording.

    Several ranges, or an invalid one, are answered with the whole; `If-Range` names the version
    that the client has a part of.
    """
    size = job.recording.size_bytes
    if request.headers.get("If-Range", _etag(job)) != _etag(job):
        return None
    try:
        asked = request.http_range
    except ValueError:
        return None
    if asked.start is None and asked.stop is None:
        return None
    found = range(size)[slice(asked.start, asked.stop)]
    if not found or _NO_BYTES.fullmatch(request.headers["Range"]):
        headers = {"Content-Range": f"bytes */{size}"}
        detail = f"The recording has {size} bytes; the requested range is outside of it."
        raise Refusal(416, "range_not_satisfiable", detail, headers=headers)
    return found


def _headers(job: Job) -> dict[str, str]:
    return {
        "Content-Type": _media_type(job.recording.filename),
        "Accept-Ranges": "bytes",
        "ETag": _etag(job),
    }


# A request for the last 0 bytes, which RFC 9110 (14.1.2) calls unsatisfiable; aiohttp reads it as
# all of them.
_NO_BYTES: Final = re.compile(r"bytes=-0+", re.IGNORECASE)
_MEDIA: Final = {"audio/*": None, "video/*": None, "application/octet-stream": None}


def _etag(job: Job) -> str:
    return f'"{job.recording.sha256}"'


def _media_type(filename: str) -> str:
    """Guess the type by the name; only audio and video, so that browsers run nothing."""
    guessed = mimetypes.guess_type(filename)[0] or ""
    return guessed if guessed.startswith(("audio/", "video/")) else "application/octet-stream"


_RANGES: Final = (
    Header("Content-Disposition", "The name of the uploaded file."),
    Header("Accept-Ranges", "`bytes`"),
    Header("ETag", "The SHA-256 of the recording."),
)
RANGE_HEADERS: Final = (
    Header("Range", "One range of bytes, such as `bytes=0-1023`."),
    Header("If-Range", "The ETag that the range belongs to."),
)
RECORDING_REPLIES: Final = {
    200: Reply("The recording.", media=_MEDIA, headers=_RANGES),
    206: Reply(
        "The range that was asked for.",
        media=_MEDIA,
        headers=(
            *_RANGES,
            Header("Content-Range", "The position of the range in the recording."),
        ),
    ),
}
OUT_OF_RANGE: Final = Fault(
    416,
    "range_not_satisfiable",
    "The range is outside of the recording.",
    (Header("Content-Range", "The length of the recording in bytes."),),
)
ROUTES: Final = reading(
    "/jobs/{job_id}/audio",
    download,
    Operation(
        summary="Download the recording",
        tag="Jobs",
        headers=RANGE_HEADERS,
        replies=RECORDING_REPLIES,
        fails=(JobNotFoundError, BlobNotFoundError, StorageUnavailableError, OUT_OF_RANGE),
    ),
    Scope.READ,
)
