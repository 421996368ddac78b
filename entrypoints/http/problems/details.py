"""Writes errors as problem details (RFC 9457), and under /v1 in OpenAI's format."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from aiohttp import web
from pydantic import BaseModel

from entrypoints.http.problems.openai import PREFIX, openai_answer
from entrypoints.http.problems.pages import error_page, wants_page

PROBLEM_JSON: Final = "application/problem+json"

_TITLES: Final[Mapping[int, str]] = {
    422: "Unprocessable Content",  # RFC 9110; Python says "Unprocessable Entity" up to 3.12
    460: "Checksum Mismatch",  # tus 1.0
}


class FieldProblem(BaseModel):
    """One invalid field."""

    field: str
    detail: str


class Problem(BaseModel):
    """An error; `detail` is for people, `code` for programs."""

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
    """Write an error of this request, in the format of its address."""
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
        # Invalid UTF-8 becomes lone surrogates, which JSON cannot hold.
        instance=request.rel_url.raw_path.encode(errors="backslashreplace").decode(),
        code=code,
        errors=fields,
    )
    return web.Response(
        status=status,
        body=problem.model_dump_json(exclude_none=True).encode(),  # `text` would add a charset
        content_type=PROBLEM_JSON,
        headers=headers,
    )


def title_of(status: int) -> str:
    """Return the reason phrase of a status."""
    return _TITLES.get(status) or HTTPStatus(status).phrase
