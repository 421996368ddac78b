"""Routes of resumable uploads: the tus 1.0 protocol."""

from collections.abc import AsyncIterator
from typing import Final

from aiohttp import web

from application.concurrency.tasks import uninterrupted
from domain.api_key import Scope
from domain.errors.capacity import QuotaExceededError, StorageFullError, StorageUnavailableError
from domain.errors.kinds import InvalidRequestError
from domain.errors.uploads import (
    ChecksumMismatchError,
    StorageQuotaError,
    UploadInterruptedError,
    UploadLockedError,
    UploadNotFoundError,
    UploadOffsetError,
    UploadTooLargeError,
)
from domain.upload import ResumableUpload, UploadId
from domain.user import User
from entrypoints.http.identity.admittance import ADMITTANCE, LOOKED_EVERY
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.problems.refusals import WrongContentType
from entrypoints.http.requests.bodies import invite_body
from entrypoints.http.requests.media_types import media_type_of
from entrypoints.http.requests.pace import Pace
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.ids import id_of
from entrypoints.http.routing.operation import (
    Access,
    BytesBody,
    Fault,
    Header,
    Operation,
    Reply,
)
from entrypoints.http.routing.route import Route
from entrypoints.http.services.http_services import services_of
from entrypoints.http.uploads.tus import (
    ALGORITHMS,
    EXTENSIONS,
    OFFSET_BODY,
    RESUMABLE,
    VERSION,
    checksum_of,
    ensure_version,
    filename_in,
    number,
    upload_headers,
)

CHUNK_BYTES: Final = 256 * 2**10


async def capabilities(request: web.Request) -> web.Response:
    """Describe the supported parts of tus."""
    read_query(request, NoQuery)
    return web.Response(
        status=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(services_of(request).uploads.create.policy.limit_bytes),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


async def create(request: web.Request) -> web.Response:
    """Start an upload; the request may already carry the first bytes."""
    caller = await _caller(request)
    metadata = request.headers.get("Upload-Metadata", "")
    length = number(request, "Upload-Length")
    if media_type_of(request) == OFFSET_BODY:
        checksum_of(request)  # report faults before there is an upload
        _ensure_fits(request, length)
    upload = await services_of(request).uploads.create(
        caller=caller,
        length=length,
        filename=filename_in(metadata),
        metadata=metadata,
    )
    if media_type_of(request) == OFFSET_BODY:
        upload = await _append(request, upload.id, caller, offset=0)
    headers = {"Location": f"/uploads/{upload.id}", **upload_headers(upload)}
    return web.Response(status=201, headers=headers)


async def show(request: web.Request) -> web.Response:
    """Return how many bytes of the upload are stored."""
    caller = await _caller(request)
    upload = await services_of(request).uploads.show(_upload_id(request), caller=caller)
    return web.Response(status=200, headers=_all_headers(upload))


async def append(request: web.Request) -> web.Response:
    """Append bytes to the upload."""
    caller = await _caller(request)
    if media_type_of(request) != OFFSET_BODY:
        raise WrongContentType(OFFSET_BODY, request.headers.get("Content-Type", ""))
    offset = number(request, "Upload-Offset")
    upload = await _append(request, _upload_id(request), caller, offset=offset)
    return web.Response(status=204, headers=upload_headers(upload))


async def drop(request: web.Request) -> web.Response:
    """Delete the upload and its bytes."""
    caller = await _caller(request)
    await uninterrupted(services_of(request).uploads.drop(_upload_id(request), caller=caller))
    return web.Response(status=204)


async def _append(
    request: web.Request, upload_id: UploadId, caller: User, *, offset: int
) -> ResumableUpload:
    services = services_of(request)
    checksum = checksum_of(request)
    upload = await services.uploads.show(upload_id, caller=caller)
    _ensure_fits(request, upload.length - offset)
    await invite_body(request)
    body = _body(request, services.policy.stall_seconds)
    return await services.uploads.append(
        upload_id, body, caller=caller, offset=offset, checksum=checksum
    )


def _ensure_fits(request: web.Request, room: int) -> None:
    if (request.content_length or 0) > room >= 0:
        raise UploadTooLargeError(room)


async def _body(request: web.Request, stall_seconds: float) -> AsyncIterator[bytes]:
    """Stream the body.

    Raises UploadInterruptedError if it ends early or is too slow, UnauthenticatedError if the
    sender's credential ends meanwhile.
    """
    pace = Pace(request.content, stall_seconds)
    while True:
        await request[ADMITTANCE].ensure(not_looked_for=LOOKED_EVERY)
        try:
            chunk = await pace.wait(request.content.read(CHUNK_BYTES))
        except (TimeoutError, web.RequestPayloadError, ConnectionError) as error:
            raise UploadInterruptedError from error
        if not chunk:
            return
        yield chunk


async def _caller(request: web.Request) -> User:
    caller = await authenticated(request)
    ensure_version(request)
    read_query(request, NoQuery)
    return caller


def _upload_id(request: web.Request) -> UploadId:
    return UploadId(id_of(request, "upload_id", missing=UploadNotFoundError))


def _all_headers(upload: ResumableUpload) -> dict[str, str]:
    headers = upload_headers(upload) | {"Upload-Length": str(upload.length)}
    return headers | ({"Upload-Metadata": upload.metadata} if upload.metadata else {})


_COUNT: Final = {"type": "integer", "minimum": 0}
_SPOKEN: Final = Header(
    RESUMABLE, "The version of tus.", {"type": "string", "const": "1.0.0"}, required=True
)
_CHECKSUM: Final = Header("Upload-Checksum", "`sha1` or `sha256`, a space, the digest in Base64.")
_OFFSET: Final = Header("Upload-Offset", "How many bytes are stored.", _COUNT)
_EXPIRES: Final = Header("Upload-Expires", "When the upload expires.")
_WRONG_VERSION: Final = Fault(412, "tus_version", "The client uses another version of tus.")
_FAILS: Final = (
    _WRONG_VERSION,
    UploadNotFoundError,
    UploadLockedError,
)
_RECEIVING: Final = (
    InvalidRequestError,
    UploadTooLargeError,
    UploadInterruptedError,
    StorageFullError,
    StorageUnavailableError,
    ChecksumMismatchError,
)
_TAG: Final = "Uploads"

ROUTES: Final = (
    Route(
        "OPTIONS",
        "/uploads/",
        capabilities,
        Operation(
            summary="Show the supported features of tus, the resumable upload protocol",
            tag=_TAG,
            access=Access.ANYBODY,
            replies={204: Reply("Versions, extensions and the largest file, as headers.")},
        ),
    ),
    Route(
        "POST",
        "/uploads/",
        create,
        Operation(
            summary="Start a resumable upload",
            tag=_TAG,
            headers=(
                _SPOKEN,
                Header("Upload-Length", "The file's length in bytes.", _COUNT, required=True),
                Header("Upload-Metadata", "`filename`, a space, and the name in Base64."),
            ),
            replies={
                201: Reply(
                    "The address of the upload.",
                    headers=(Header("Location", "The upload."), _OFFSET, _EXPIRES),
                )
            },
            fails=(*_FAILS, *_RECEIVING, QuotaExceededError, StorageQuotaError),
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "HEAD",
        "/uploads/{upload_id}",
        show,
        Operation(
            summary="Show how much of an upload is stored",
            tag=_TAG,
            headers=(_SPOKEN,),
            replies={200: Reply("The stored bytes, as headers.", headers=(_OFFSET, _EXPIRES))},
            fails=_FAILS,
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "PATCH",
        "/uploads/{upload_id}",
        append,
        Operation(
            summary="Append to an upload",
            tag=_TAG,
            headers=(
                _SPOKEN,
                Header(
                    "Upload-Offset", "How many bytes are stored already.", _COUNT, required=True
                ),
                _CHECKSUM,
            ),
            body=BytesBody(OFFSET_BODY, "The next bytes, as many as you like."),
            replies={204: Reply("The bytes are stored.", headers=(_OFFSET, _EXPIRES))},
            fails=(*_FAILS, *_RECEIVING, UploadOffsetError),
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "DELETE",
        "/uploads/{upload_id}",
        drop,
        Operation(
            summary="Delete an unfinished upload",
            tag=_TAG,
            headers=(_SPOKEN,),
            replies={204: Reply("The upload is deleted.")},
            fails=(*_FAILS, StorageUnavailableError),
        ),
        Scope.TRANSCRIBE,
    ),
)
