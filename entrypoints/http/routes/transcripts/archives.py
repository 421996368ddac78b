"""The routes that download many transcripts at once."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final
from uuid import UUID

from aiohttp import web
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from domain.api_key import Scope
from domain.document_format import DocumentFormat
from domain.errors.jobs import JobNotFoundError, TranscriptNotReadyError
from domain.job import Job, JobId
from domain.user import User
from entrypoints.http.answers.archive import archive
from entrypoints.http.answers.filenames import attachment
from entrypoints.http.answers.responses import stream_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.bodies import read_json
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routes.transcripts.transcripts import VersionQuery, pieces_of
from entrypoints.http.routing.operation import Header, JsonBody, Operation, Reply
from entrypoints.http.routing.route import Route, reading
from entrypoints.http.services.http_services import services_of

MOST: Final = 1_000
MOST_IN_A_QUERY: Final = 200  # a request line may have 8 KiB
NAME: Final = "transcripts.zip"
_EXAMPLE: Final = "6f1f64a8-9d0f-4d2f-8f0e-0a3f2f9d7c11"
_ID: Final = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_FORM: Final = f"({'|'.join(DocumentFormat)})"


def _split(value: object) -> object:
    return [each.strip() for each in value.split(",")] if isinstance(value, str) else value


def _once_each(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def _commas(pattern: str, most: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}(,{pattern}){{0,{most - 1}}}$"})


class ExportQuery(VersionQuery, extra="forbid"):
    """Which transcripts, in which formats; several are separated by commas."""

    ids: Annotated[
        list[UUID],
        BeforeValidator(_split),
        Field(min_length=1, max_length=MOST_IN_A_QUERY),
        AfterValidator(_once_each),
        _commas(_ID, MOST_IN_A_QUERY),
    ]
    format: Annotated[
        list[DocumentFormat],
        BeforeValidator(_split),
        Field(min_length=1, max_length=len(DocumentFormat)),
        AfterValidator(_once_each),
        _commas(_FORM, len(DocumentFormat)),
    ]


class ExportRequest(
    VersionQuery,
    extra="forbid",
    json_schema_extra={"examples": [{"ids": [_EXAMPLE], "formats": ["docx", "srt"]}]},
):
    """Which transcripts, in which formats."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST), AfterValidator(_once_each)]
    formats: Annotated[
        list[DocumentFormat],
        Field(min_length=1, max_length=len(DocumentFormat)),
        AfterValidator(_once_each),
    ]


async def export(request: web.Request) -> web.StreamResponse:
    """Send the transcripts that the address names as one archive."""
    caller = await authenticated(request)
    query = read_query(request, ExportQuery)
    return await _send(request, caller, query, query.ids, query.format)


async def export_many(request: web.Request) -> web.StreamResponse:
    """Send the transcripts that the body names as one archive."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    wanted = await read_json(request, ExportRequest)
    return await _send(request, caller, wanted, wanted.ids, wanted.formats)


async def _send(
    request: web.Request,
    caller: User,
    query: VersionQuery,
    ids: list[UUID],
    forms: list[DocumentFormat],
) -> web.StreamResponse:
    exporting = services_of(request).export_transcript
    jobs = await exporting.several([JobId(each) for each in ids], caller=caller)

    async def written(job: Job, form: DocumentFormat) -> AsyncIterator[bytes]:
        found = await exporting(job.id, caller=caller)  # it may have been deleted meanwhile
        async for piece in pieces_of(services_of(request), found, form, query):
            yield piece

    headers = {"Content-Type": "application/zip", "Content-Disposition": attachment(NAME)}
    return await stream_answer(request, archive(jobs, forms, written), headers=headers)


_SUMMARY: Final = "Download many transcripts as a ZIP archive"
_DESCRIPTION: Final = (
    "Files are named after their recordings. A transcript that cannot be written, for example "
    "because its job is not completed, is named in the file `not included.txt`. Without any "
    "transcript the answer is 409."
)
_REPLIES: Final = {
    200: Reply(
        "The archive.",
        media={"application/zip": None},
        headers=(Header("Content-Disposition", "A file name for the download."),),
    )
}
_FAILS: Final = (JobNotFoundError, TranscriptNotReadyError)
ROUTES: Final = (
    *reading(
        "/jobs/export",
        export,
        Operation(
            summary=_SUMMARY,
            tag="Jobs",
            description=_DESCRIPTION,
            query=ExportQuery,
            replies=_REPLIES,
            fails=_FAILS,
        ),
        Scope.READ,
    ),
    Route(
        "POST",
        "/jobs/export",
        export_many,
        Operation(
            summary=_SUMMARY,
            tag="Jobs",
            description=_DESCRIPTION,
            body=JsonBody(ExportRequest),
            replies=_REPLIES,
            fails=_FAILS,
        ),
        Scope.READ,
    ),
)
