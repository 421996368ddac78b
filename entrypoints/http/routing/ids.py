"""Reads ids from a path."""

from collections.abc import Callable
from uuid import UUID

from aiohttp import web

from domain.errors.jobs import JobNotFoundError
from domain.errors.kinds import NotFoundError
from domain.job import JobId
from entrypoints.http.requests.validation import shortened


def job_id_of(request: web.Request) -> JobId:
    """Read the job's id from the path. Raises JobNotFoundError if it is not an id."""
    return JobId(id_of(request, "job_id", missing=JobNotFoundError))


def id_of(request: web.Request, name: str, *, missing: Callable[[str], NotFoundError]) -> UUID:
    """Read an id from the path. Raises `missing` if it is not an id."""
    text = request.match_info[name]
    try:
        found = UUID(text)
    except ValueError as error:
        raise missing(shortened(text)) from error
    if str(found) != text.lower():  # UUID accepts other spellings, too
        raise missing(shortened(text))
    return found
