"""The route that downloads a video with its transcript as subtitles."""

from typing import Final

from aiohttp import web

from application.transcripts.subtitle_video import kind_of
from domain.api_key import Scope
from domain.document_format import DocumentFormat
from domain.errors.capacity import (
    BlobNotFoundError,
    EmbeddersBusyError,
    StorageFullError,
    StorageUnavailableError,
)
from domain.errors.jobs import JobNotFoundError, TranscriptNotReadyError
from domain.errors.uploads import UnsupportedAudioError
from entrypoints.http.answers.filenames import attachment, renamed
from entrypoints.http.answers.responses import stream_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.queries import read_query
from entrypoints.http.routes.transcripts.transcripts import VersionQuery, pieces_of
from entrypoints.http.routing.ids import job_id_of
from entrypoints.http.routing.operation import Header, Operation, Reply
from entrypoints.http.routing.route import reading
from entrypoints.http.services.http_services import services_of

_TYPES: Final = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".mkv": "video/x-matroska",
    ".webm": "video/webm",
}


class VideoQuery(VersionQuery, extra="forbid"):
    """Corrected text, or as recognised, and how the subtitles are laid out."""


async def download(request: web.Request) -> web.StreamResponse:
    """Send the video of a completed job with a subtitle track."""
    caller = await authenticated(request)
    query = read_query(request, VideoQuery)
    services = services_of(request)
    job = await services.export_transcript(job_id_of(request), caller=caller)
    kind = kind_of(job)
    name = renamed(job.title, kind.removeprefix("."))
    headers = {"Content-Type": _TYPES[kind], "Content-Disposition": attachment(name)}
    subtitles = pieces_of(services, job, DocumentFormat.SRT, query)
    return await stream_answer(request, services.subtitle_video(job, subtitles), headers=headers)


ROUTES: Final = reading(
    "/jobs/{job_id}/video",
    download,
    Operation(
        summary="Download the video with subtitles",
        tag="Jobs",
        description="The transcript becomes a track that players can show or hide; picture and "
        "sound are copied. MP4, MOV, MKV and WebM stay what they are, other videos become MKV.",
        query=VideoQuery,
        replies={
            200: Reply(
                "The video.",
                media={"video/*": None},
                headers=(Header("Content-Disposition", "A file name for the download."),),
            )
        },
        fails=(
            JobNotFoundError,
            TranscriptNotReadyError,
            BlobNotFoundError,
            UnsupportedAudioError,
            EmbeddersBusyError,
            StorageFullError,
            StorageUnavailableError,
        ),
    ),
    Scope.READ,
)
