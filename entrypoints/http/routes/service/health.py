"""Health routes: liveness and readiness."""

from typing import Final

from aiohttp import web
from pydantic import BaseModel

from entrypoints.http.answers.responses import json_answer
from entrypoints.http.routing.operation import Access, Operation, Reply
from entrypoints.http.routing.route import reading
from entrypoints.http.server.serving import LEAVING
from entrypoints.http.services.http_services import vitals_of

RETRY_SECONDS: Final = 5


class Health(BaseModel):
    """`ok` or `unavailable`."""

    status: str


class Readiness(Health):
    """The state of every part: `ok`, or a description of its fault."""

    checks: dict[str, str]


async def health(request: web.Request) -> web.Response:
    """Report whether the database answers."""
    faults = await vitals_of(request).check_health("database")
    return _answer(Health(status=_status(*faults.values())))


async def livez(_request: web.Request) -> web.Response:
    """Report that the process runs."""
    return _answer(Health(status=_status()))


async def readyz(request: web.Request) -> web.Response:
    """Report whether every part works, and the faults of those that do not."""
    if request.app[LEAVING].is_set():
        stopping = {"process": "This process is stopping."}
        return _answer(Readiness(status=_status(*stopping.values()), checks=stopping))
    faults = await vitals_of(request).check_health()
    checks = {name: fault or "ok" for name, fault in faults.items()}
    return _answer(Readiness(status=_status(*faults.values()), checks=checks))


def _status(*faults: str | None) -> str:
    return "unavailable" if any(faults) else "ok"


def _answer(body: Health) -> web.Response:
    if body.status == "ok":
        return json_answer(body)
    return json_answer(body, status=503, headers={"Retry-After": str(RETRY_SECONDS)})


def _documented(summary: str, model: type[Health], *statuses: int) -> Operation:
    said = {200: "Healthy.", 503: "Not healthy at the moment."}
    return Operation(
        summary=summary,
        tag="Operation",
        access=Access.ANYBODY,
        query=None,
        replies={status: Reply(said[status], model) for status in statuses},
    )


ROUTES: Final = (
    *reading("/health", health, _documented("Check the database", Health, 200, 503)),
    *reading(
        "/health/livez", livez, _documented("Check that the process runs (liveness)", Health, 200)
    ),
    *reading(
        "/health/readyz",
        readyz,
        _documented("Check that every part works (readiness)", Readiness, 200, 503),
    ),
)
