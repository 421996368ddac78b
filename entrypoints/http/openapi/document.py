"""The OpenAPI 3.1 document of a list of routes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

from domain.api_key import Scope
from entrypoints.http.identity.cookies import COOKIE
from entrypoints.http.openapi.answers import Answers
from entrypoints.http.openapi.links import (
    PLACEHOLDER,
    Links,
    links_by_parameter,
    makes_something,
    operation_id,
)
from entrypoints.http.openapi.requests import parameters, request_body
from entrypoints.http.openapi.schemas import Schemas
from entrypoints.http.problems.details import Problem
from entrypoints.http.problems.openai import OpenAiErrorAnswer
from entrypoints.http.routing.operation import Access, FormBody, JsonBody, Operation

if TYPE_CHECKING:
    from entrypoints.http.routing.route import Route

_DESCRIPTION: Final = """\
Speech to text with Whisper models, on your own machine.

Log in with `POST /auth/login` and send the token as `Authorization: Bearer ...`; browsers get a
session cookie too. Every path answers with and without its last slash, and HEAD wherever it
answers GET. Errors are problem details (RFC 9457); under `/v1` they are written as OpenAI's
clients expect them. Every answer carries `X-Request-ID`: your own, if you sent one.
"""
_SECURITY: Final[Mapping[Access, list[dict[str, list[str]]]]] = {
    Access.ANYBODY: [],
    Access.USER: [{"bearer": []}, {"cookie": []}],
    Access.ADMIN: [{"bearer": []}, {"cookie": []}],
    Access.SCRAPER: [{}, {"metricsToken": []}, {"bearer": []}],
}
_SCHEMES: Final = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token that `POST /auth/login` gives, or an API key of that scope.",
    },
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "An API key as the password, with any user name.",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "The session of a browser. Changes must come from the service's own pages.",
    },
    "metricsToken": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Metrics-Token",
        "description": "Needed only if the operator has set METRICS_TOKEN.",
    },
}


def openapi_document(routes: Iterable["Route"], *, version: str) -> dict[str, Any]:
    """Describe the routes."""
    described = listed(routes)
    schemas = _schemas([route.operation for route in described])
    links = links_by_parameter(described)
    paths: dict[str, dict[str, Any]] = {}
    for route in described:
        paths.setdefault(address(route.path), {})[route.method.lower()] = _described(
            route, schemas, links
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Whisper transcriber",
            "version": version,
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(r.operation.tag for r in described)],
        "paths": paths,
        "components": {"schemas": schemas.components, "securitySchemes": _SCHEMES},
    }


def listed(routes: Iterable["Route"]) -> list["Route"]:
    """Leave out routes that only our pages use, and HEAD, which every GET route answers."""
    shown = [route for route in routes if route.operation.listed]
    read = {route.path for route in shown if route.method == "GET"}
    return [route for route in shown if route.method != "HEAD" or route.path not in read]


def address(path: str) -> str:
    """Write a path as OpenAPI does: without the patterns of its parameters."""
    return PLACEHOLDER.sub(r"{\1}", path)


def _described(route: "Route", schemas: Schemas, links: Links) -> dict[str, Any]:
    operation = route.operation
    shown: dict[str, Any] = {
        "operationId": operation_id(route),
        "summary": operation.summary,
        "tags": [operation.tag],
        "security": _security(route),
        "responses": Answers(schemas, links if makes_something(route) else {}).of(
            operation, method=route.method, path=route.path
        ),
    }
    if operation.description:
        shown["description"] = operation.description
    names = PLACEHOLDER.findall(route.path)
    if found := parameters(operation, names, schemas):
        shown["parameters"] = found
    if operation.body is not None:
        shown["requestBody"] = request_body(operation.body, schemas)
    return shown


def _security(route: "Route") -> list[dict[str, list[str]]]:
    """Name the scope that an API key must have, beside the security scheme."""
    known = _SECURITY[route.operation.access]
    if route.operation.takes_basic:
        known = [*known, {"basic": []}]
    if not isinstance(route.scope, Scope):
        return known
    return [{"bearer": [route.scope]} if "bearer" in way else way for way in known]


def _schemas(operations: Sequence[Operation]) -> Schemas:
    return Schemas(
        read={model for operation in operations for model in _read(operation)},
        written={
            Problem,
            OpenAiErrorAnswer,
            *(model for operation in operations for model in operation.events),
            *(
                reply.model
                for operation in operations
                for reply in operation.replies.values()
                if reply.model is not None
            ),
        },
    )


def _read(operation: Operation) -> Iterator[type[BaseModel]]:
    if operation.query is not None:
        yield operation.query
    if isinstance(operation.body, JsonBody | FormBody):
        yield operation.body.model
