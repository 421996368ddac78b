"""Errors as the client sees them: problem details (RFC 9457), under /v1 OpenAI's dialect."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from aiohttp import web
from pydantic import BaseModel

from entrypoints.http.problems.openai import PREFIX, openai_answer
from entrypoints.http.problems.pages import error_page, wants_page

PROBLEM_JSON: Final = "application/problem+json"

_TITLES: Final[Mapping[int, str]] = {
    422: "Unprocessable Content",  # by RFC 9110; Python says "Unprocessable Entity" up to 3.12
    460: "Checksum Mismatch",  # by tus 1.0
}


class FieldProblem(BaseModel):
    """One field that is wrong."""

    field: str
    detail: str


class Problem(BaseModel):
    """What went wrong; `detail` is for the person who reads it, `code` for programs."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: Sequence[FieldProblem] | None = None


def problem_answer(
    request: web.BaseRequest,
    *,
    status: int,
    code: str,
    detail: str,
    fields: Sequence[FieldProblem] | None = None,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """Write a problem about this request, in the dialect of its address."""
    if request.path.startswith(PREFIX):
        param = fields[0].field if fields else None
        return openai_answer(status=status, code=code, detail=detail, param=param, headers=headers)
    if wants_page(request):
        return error_page(status=status, detail=detail, headers=headers)
    problem = Problem(
        type=f"/problems/{code}",
        title=title_of(status),
        status=status,
        detail=detail,
        # Bytes that are no UTF-8 arrive as halves of surrogate pairs, which JSON cannot hold.
        instance=request.rel_url.raw_path.encode(errors="backslashreplace").decode(),
        code=code,
        errors=fields,
    )
    return web.Response(
        status=status,
        body=problem.model_dump_json(exclude_none=True).encode(),  # as `text` it got a charset
        content_type=PROBLEM_JSON,
        headers=headers,
    )


def title_of(status: int) -> str:
    """Name a status."""
    return _TITLES.get(status) or HTTPStatus(status).phrase
