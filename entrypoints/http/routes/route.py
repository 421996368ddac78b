"""Which handler answers where."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from domain.errors import JobNotFoundError
from domain.job import JobId
from entrypoints.http.openapi.operation import Operation
from entrypoints.http.validation import shortened


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path as documented; the path answers with and without its last slash."""

    method: str
    path: str
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    operation: Operation

    @property
    def both_forms(self) -> tuple[str, str]:
        """Give the path without and with the slash: a redirect would lose the body of a POST."""
        bare = self.path.rstrip("/")
        return bare, f"{bare}/"


def reading(
    path: str,
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    operation: Operation,
) -> tuple[Route, Route]:
    """Answer GET, and HEAD with the same headers and no body."""
    return Route("GET", path, handler, operation), Route("HEAD", path, handler, operation)


def job_id_of(request: web.Request) -> JobId:
    """Read the job's id from the path. Raises JobNotFoundError for what cannot be one."""
    text = request.match_info["job_id"]
    try:
        job_id = UUID(text)
    except ValueError as error:
        raise JobNotFoundError(shortened(text)) from error
    if str(job_id) != text.lower():  # UUID also reads other spellings
        raise JobNotFoundError(shortened(text))
    return JobId(job_id)
