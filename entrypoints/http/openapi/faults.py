"""Lists the errors that a route can answer with, for the OpenAPI document."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from domain.errors.accounts import (
    InvalidApiKeyError,
    InvalidTokenError,
    LoginRequiredError,
    MissingScopeError,
    TooManyAttemptsError,
)
from domain.errors.capacity import (
    DatabaseUnavailableError,
    RateLimitedError,
    StorageFullError,
    StorageUnavailableError,
)
from domain.errors.kinds import (
    ForbiddenError,
    InvalidRequestError,
    TooMuchError,
    TranscriberError,
    UnauthenticatedError,
    UnavailableError,
)
from domain.errors.transcription import ModelUnavailableError, OutOfMemoryError
from domain.errors.uploads import UploadInterruptedError, UploadTooLargeError
from entrypoints.http.identity.caller import SAFE_METHODS
from entrypoints.http.problems.errors import STATUS
from entrypoints.http.problems.openai import status_under_v1
from entrypoints.http.routing.operation import Access, Body, Fault, FormBody, Header, Operation

_CHALLENGE: Final = (Header("WWW-Authenticate", "How to authenticate (RFC 6750)."),)
_PATIENCE: Final = (
    Header(
        "Retry-After",
        "How many seconds to wait before the next try.",
        {"type": "integer", "minimum": 1},
    ),
)
_UNREADABLE: Final = Fault(400, "bad_request", "The request is not valid HTTP, or ends early.")
_TOO_MANY: Final = Fault(
    429, "too_many_connections", "The user has as many running requests as allowed.", _PATIENCE
)
_MALFORMED: Final = Fault(400, "malformed_body", "The body is not valid for its media type.")
_WRONG_TYPE: Final = Fault(415, "unsupported_media_type", "The route needs another Content-Type.")
_CODED: Final = Fault(
    415, "content_encoding_unsupported", "The body is compressed; send it uncompressed."
)
_TOO_LARGE: Final = Fault(413, "body_too_large", "The body is larger than this route accepts.")
_CROSS_SITE: Final = Fault(
    403, "cross_site_request", "A page of another site sent the visitor's session cookie."
)
_METRICS_TOKEN: Final = Fault(
    401, "metrics_token_required", "The metrics need a token.", _CHALLENGE
)


def faults_of(operation: Operation, *, method: str, path: str) -> Mapping[int, list[Fault]]:
    """Return all errors by their status at this address, without duplicates."""
    found: dict[int, list[Fault]] = {}
    for fault in map(_described, _all(operation, method)):
        status = status_under_v1(fault.status) if path.startswith("/v1/") else fault.status
        known = found.setdefault(status, [])
        if fault not in known:
            known.append(fault)
    return dict(sorted(found.items()))


_PATIENT: Final = (
    UnavailableError,
    TooManyAttemptsError,
    TooMuchError,
    ModelUnavailableError,
    OutOfMemoryError,
)


def _all(operation: Operation, method: str) -> Iterator[type[TranscriberError] | Fault]:
    yield _UNREADABLE
    yield from operation.fails
    yield from _by_access(operation.access, method)
    if operation.query is not None:
        yield InvalidRequestError
    if operation.body is not None:
        yield from _by_body(operation.body)


def _by_access(access: Access, method: str) -> Iterator[type[TranscriberError] | Fault]:
    if access is Access.SCRAPER:
        yield _METRICS_TOKEN
    if access not in {Access.USER, Access.ADMIN}:
        return
    yield from (UnauthenticatedError, InvalidTokenError, InvalidApiKeyError)
    yield from (MissingScopeError, LoginRequiredError, DatabaseUnavailableError)
    yield from (RateLimitedError, _TOO_MANY)
    if method not in SAFE_METHODS:
        yield _CROSS_SITE
    if access is Access.ADMIN:
        yield ForbiddenError


def _by_body(body: Body) -> Iterator[type[TranscriberError] | Fault]:
    yield from (_MALFORMED, UploadInterruptedError, _WRONG_TYPE, _CODED, InvalidRequestError)
    if isinstance(body, FormBody) and body.file:
        yield from (UploadTooLargeError, StorageFullError, StorageUnavailableError)
    else:
        yield _TOO_LARGE


def _described(error: type[TranscriberError] | Fault) -> Fault:
    if isinstance(error, Fault):
        return error
    status = next(code for kind, code in STATUS.items() if issubclass(error, kind))
    return Fault(status, error.code, _sentence(error), _headers(error))


def _sentence(error: type[Any]) -> str:
    return (error.__doc__ or error.__name__).partition("\n")[0]


def _headers(error: type[TranscriberError]) -> tuple[Header, ...]:
    if issubclass(error, UnauthenticatedError):
        return _CHALLENGE
    return _PATIENCE if issubclass(error, _PATIENT) else ()
