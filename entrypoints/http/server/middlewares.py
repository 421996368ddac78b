"""Middlewares: request ids, access log, metrics, errors and common headers."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from application.ports.telemetry import RequestOutcome
from domain.errors.kinds import TranscriberError
from entrypoints.http.identity.at_once import places_of, take_place
from entrypoints.http.identity.caller import client_address
from entrypoints.http.identity.rates import rate_headers
from entrypoints.http.problems.details import problem_answer
from entrypoints.http.problems.errors import answer_to, answer_to_refusal, answer_to_router
from entrypoints.http.problems.openai import PREFIX
from entrypoints.http.problems.refusals import Refusal
from entrypoints.http.requests.bodies import ensure_plain
from entrypoints.http.routing.table import TEMPLATES
from entrypoints.http.services.http_services import vitals_of
from entrypoints.http.uploads.tus import PREFIX as UPLOADS
from entrypoints.http.uploads.tus import RESUMABLE, VERSION

REQUEST_ID: Final = web.RequestKey("request_id", str)
BEGAN: Final = web.RequestKey("began", float)  # in the event loop's clock
CLIENT_LEFT: Final = 499  # nginx's status for a client that left; it is never sent
_SANE_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,128}")
_PROBED: Final = ("/health", "/metrics")

_SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


@web.middleware
async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request its id, count and time it, and write its log line."""
    sent = request.headers.get("X-Request-ID", "")
    vitals = vitals_of(request)
    request[REQUEST_ID] = sent if _SANE_ID.fullmatch(sent) else vitals.ids.new().hex
    request[BEGAN] = asyncio.get_running_loop().time()
    with (
        structlog.contextvars.bound_contextvars(request_id=request[REQUEST_ID]),
        vitals.request_meter.measure(request.method) as outcome,
        _logged(request, outcome),
    ):
        outcome.endpoint = _template(request)
        try:
            answer = await handler(request)
        except asyncio.CancelledError:
            outcome.status_code = CLIENT_LEFT
            raise
        outcome.status_code = answer.status
        return answer


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn an exception into a response, unless a response has started already."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return _settled(request, answer_to_router(error, request))
    except Refusal as refusal:
        return _settled(request, answer_to_refusal(refusal, request))
    except Exception as error:
        if isinstance(error, ConnectionError) and _is_gone(request):
            return web.Response(status=CLIENT_LEFT)
        if request.writer.output_size:  # a started response can only be cut off
            raise
        known = answer_to(error, request) if isinstance(error, TranscriberError) else None
        return _settled(request, known or _unforeseen(request))


@web.middleware
async def bound_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Limit the running requests of each address, if reverse proxies report addresses.

    Without proxies, connections are limited by address instead. Raises TooManyAtOnce.
    """
    with places_of(request):
        if vitals_of(request).policy.trusted_proxies:
            take_place(request, f"address {client_address(request)}")
        return await handler(request)


@web.middleware
async def refuse_coded_bodies(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse every compressed body. Raises CodedBody."""
    if request.body_exists:
        ensure_plain(request.headers)
    return await handler(request)


async def add_headers(request: web.Request, answer: web.StreamResponse) -> None:
    """Add the common headers to every response; a route's own value stays."""
    add_common_headers(answer, request.get(REQUEST_ID, ""))
    if request.path.startswith(PREFIX) and BEGAN in request:
        seconds = asyncio.get_running_loop().time() - request[BEGAN]
        answer.headers["openai-processing-ms"] = str(round(seconds * 1000))
    answer.headers.update(rate_headers(request))
    if request.path.startswith(UPLOADS):
        answer.headers[RESUMABLE] = VERSION


def add_common_headers(answer: web.StreamResponse, request_id: str) -> None:
    """Add the headers that do not depend on the request."""
    answer.headers["X-Request-ID"] = request_id
    answer.headers["Server"] = "transcriber"  # aiohttp would send its version and Python's
    for name, value in _SECURITY_HEADERS.items():
        answer.headers.setdefault(name, value)


def _settled(request: web.Request, answer: web.Response) -> web.Response:
    """Close the connection if the request's body is not read yet, so that the client stops."""
    if request.can_read_body:
        answer.force_close()
    return answer


def _is_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _unforeseen(request: web.Request) -> web.Response:
    structlog.get_logger().exception("request_crashed")
    return problem_answer(
        request,
        status=500,
        code="internal_error",
        detail="Something went wrong in the service. Its log has more about this request: "
        f"{request[REQUEST_ID]}.",
    )


def _template(request: web.Request) -> str:
    resource = request.match_info.route.resource
    known = request.app[TEMPLATES]
    return known.get(resource.canonical, "unmatched") if resource else "unmatched"


@contextmanager
def _logged(request: web.Request, outcome: RequestOutcome) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        yield
    finally:
        log = structlog.get_logger()
        quiet = outcome.endpoint.startswith(_PROBED) and outcome.status_code < 400  # noqa: PLR2004
        (log.debug if quiet else log.info)(
            "request_answered",
            method=request.method,
            endpoint=outcome.endpoint,
            status=outcome.status_code,
            seconds=round(loop.time() - began, 4),
        )
