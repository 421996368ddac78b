"""Maps every error to its response."""

from collections.abc import Mapping, Sequence
from typing import Final

from aiohttp import web

from domain.errors.accounts import (
    InvalidApiKeyError,
    InvalidTokenError,
    LoginExpiredError,
    MissingScopeError,
    TooManyAttemptsError,
)
from domain.errors.capacity import StorageFullError
from domain.errors.jobs import IdempotencyKeyReusedError
from domain.errors.kinds import (
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    TooMuchError,
    TranscriberError,
    UnauthenticatedError,
    UnavailableError,
)
from domain.errors.speakers import VoiceSampleError
from domain.errors.transcription import (
    AudioUnreadableError,
    ModelUnavailableError,
    ModelUnknownError,
    OutOfMemoryError,
)
from domain.errors.uploads import (
    ChecksumMismatchError,
    EmptyUploadError,
    StorageQuotaError,
    UnsupportedAudioError,
    UploadInterruptedError,
    UploadLockedError,
    UploadTooLargeError,
)
from entrypoints.http.problems.details import FieldProblem, problem_answer
from entrypoints.http.problems.refusals import Refusal

# A model that cannot be loaded, or a full device, is seldom repaired sooner.
MEND_SECONDS: Final = 30

# The first class that matches decides, so subclasses come before their bases.
STATUS: Final[Mapping[type[TranscriberError], int]] = {
    NotFoundError: 404,
    ConflictError: 409,
    UploadLockedError: 423,
    ChecksumMismatchError: 460,  # tus 1.0
    IdempotencyKeyReusedError: 422,
    UnauthenticatedError: 401,
    ForbiddenError: 403,
    LoginExpiredError: 400,
    InvalidRequestError: 422,
    EmptyUploadError: 422,
    VoiceSampleError: 422,
    UploadTooLargeError: 413,
    StorageQuotaError: 413,
    UploadInterruptedError: 400,
    UnsupportedAudioError: 415,
    AudioUnreadableError: 415,
    ModelUnknownError: 404,
    ModelUnavailableError: 503,
    OutOfMemoryError: 503,
    StorageFullError: 507,
    UnavailableError: 503,
    TooManyAttemptsError: 429,
    TooMuchError: 429,
}

# What the router and the server refuse: a code, and a message that says what to do.
_REFUSED: Final[Mapping[int, tuple[str, str]]] = {
    404: ("route_not_found", "There is nothing at this address."),
    405: (
        "method_not_allowed",
        "This address does not support this method; the header Allow lists those it does.",
    ),
    413: ("body_too_large", "The body is larger than this route accepts."),
    417: ("expectation_failed", "The only Expect header supported here is 100-continue."),
}


def answer_to(error: TranscriberError, request: web.Request) -> web.Response | None:
    """Write the response to an error of the domain; return None for an unexpected error."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), None)
    if status is None:
        return None
    return problem_answer(
        request,
        status=status,
        code=error.code,
        detail=str(error),
        fields=_fields(error),
        headers=_headers(error),
    )


def answer_to_refusal(refusal: Refusal, request: web.Request) -> web.Response:
    """Write the response to a request that the HTTP layer refuses."""
    return problem_answer(
        request,
        status=refusal.status,
        code=refusal.code,
        detail=refusal.detail,
        headers=refusal.headers,
    )


def answer_to_router(error: web.HTTPException, request: web.Request) -> web.Response:
    """Write the response if no route matches, or aiohttp refused the request."""
    allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
    if error.status == web.HTTPMethodNotAllowed.status_code and request.method == "OPTIONS":
        return web.Response(status=204, headers=allow)
    code, detail = _REFUSED.get(error.status, ("refused", error.reason))
    return problem_answer(request, status=error.status, code=code, detail=detail, headers=allow)


def _fields(error: TranscriberError) -> Sequence[FieldProblem] | None:
    match error:
        case InvalidRequestError():
            return [FieldProblem(field=e.field, detail=e.detail) for e in error.errors]
        case EmptyUploadError():
            return [FieldProblem(field="file", detail=str(error))]
        case _:
            return None


def _headers(error: TranscriberError) -> Mapping[str, str]:
    match error:
        case InvalidTokenError() | InvalidApiKeyError():  # RFC 6750, 3.1
            return {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        case MissingScopeError():
            scope = f'Bearer error="insufficient_scope", scope="{error.scope}"'
            return {"WWW-Authenticate": scope}
        case UnauthenticatedError():
            return {"WWW-Authenticate": "Bearer"}
        case UnavailableError() | TooManyAttemptsError() | TooMuchError():
            return {"Retry-After": str(error.retry_after_seconds)}
        case ModelUnavailableError() | OutOfMemoryError():
            return {"Retry-After": str(MEND_SECONDS)}
        case _:
            return {}
