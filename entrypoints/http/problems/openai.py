"""Writes errors under /v1 as OpenAI's clients expect them: always with all four keys."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web
from pydantic import BaseModel

PREFIX: Final = "/v1/"
SERVER_ERRORS: Final = 500
# Clients would repeat a 409, and have no exception for some others: these become a 400.
_STATUS: Final[Mapping[int, int]] = {409: 400, 415: 400, 422: 400}
_TYPES: Final[Mapping[int, str]] = {401: "authentication_error", 429: "rate_limit_error"}


class OpenAiError(BaseModel):
    """An error; `param` names the invalid field, if there is one."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAiErrorAnswer(BaseModel):
    """The object around the error."""

    error: OpenAiError


def status_under_v1(status: int) -> int:
    """Return the status that OpenAI's clients understand."""
    return _STATUS.get(status, status)


def openai_error(*, status: int, code: str, detail: str, param: str | None) -> OpenAiErrorAnswer:
    """Write an error with a status of `status_under_v1`."""
    kind = _TYPES.get(
        status, "server_error" if status >= SERVER_ERRORS else "invalid_request_error"
    )
    return OpenAiErrorAnswer(error=OpenAiError(message=detail, type=kind, param=param, code=code))


def openai_answer(
    *, status: int, code: str, detail: str, param: str | None, headers: Mapping[str, str] | None
) -> web.Response:
    """Answer with an error in OpenAI's format."""
    status = status_under_v1(status)
    error = openai_error(status=status, code=code, detail=detail, param=param)
    return web.Response(
        status=status,
        body=error.model_dump_json().encode(),
        content_type="application/json",
        headers=headers,
    )
