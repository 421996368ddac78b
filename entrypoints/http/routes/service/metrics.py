"""The route of this process's Prometheus metrics."""

import hmac
from typing import Final

from aiohttp import web

from entrypoints.http.answers.responses import whole_answer
from entrypoints.http.identity.caller import bearer_token
from entrypoints.http.problems.refusals import Refusal
from entrypoints.http.routing.operation import Access, Operation, Reply
from entrypoints.http.routing.route import reading
from entrypoints.http.services.http_services import vitals_of


async def metrics(request: web.Request) -> web.Response:
    """Return the metrics; if a metrics token is set, the request must have it."""
    vitals = vitals_of(request)
    if vitals.policy.metrics_token is not None:
        _ensure_allowed(request, vitals.policy.metrics_token)
    body, media_type = await vitals.metrics_page.render()
    return whole_answer(body, media_type)


def _ensure_allowed(request: web.Request, token: str) -> None:
    shown = request.headers.get("X-Metrics-Token") or bearer_token(request) or ""
    # bytes of a header that are not UTF-8 arrive as surrogates
    if not hmac.compare_digest(shown.encode(errors="surrogateescape"), token.encode()):
        raise Refusal(
            401,
            "metrics_token_required",
            "Send the metrics token as X-Metrics-Token, or as `Authorization: Bearer`.",
            headers={"WWW-Authenticate": "Bearer"},
        )


ROUTES: Final = reading(
    "/metrics/",
    metrics,
    Operation(
        summary="Metrics for Prometheus",
        tag="Operation",
        access=Access.SCRAPER,
        query=None,
        replies={200: Reply("The text exposition format.", media={"text/plain": None})},
    ),
)
