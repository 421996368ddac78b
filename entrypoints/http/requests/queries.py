"""Reads query parameters."""

from aiohttp import web
from pydantic import BaseModel

from domain.errors.kinds import FieldError
from entrypoints.http.requests.validation import Model, shortened, validated


class NoQuery(BaseModel, extra="forbid"):
    """A route that takes no query parameters."""


def read_query(request: web.Request, model: type[Model]) -> Model:
    """Read the query parameters. Raises InvalidRequestError that names every invalid one."""
    doubled = tuple(
        FieldError(shortened(name), "This is given more than once.")
        for name in sorted(set(request.query))
        if len(request.query.getall(name)) > 1
    )
    return validated(model, dict(request.query), known=doubled)
