"""Routes of the webhook secret and of webhook deliveries."""

from typing import Final

from aiohttp import web

from application.concurrency.tasks import uninterrupted
from application.ports.webhooks import DeliveryQuery
from domain.api_key import Scope
from domain.errors.webhooks import DeliveryNotFoundError, SecretUnreadableError
from domain.webhooks import DeliveryId
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.ids import id_of
from entrypoints.http.routing.operation import Operation, Reply
from entrypoints.http.routing.route import Route, reading
from entrypoints.http.schemas.webhooks import (
    DeliveryAnswer,
    DeliveryListAnswer,
    DeliveryListQuery,
    WebhookSecretAnswer,
)
from entrypoints.http.services.http_services import services_of


async def secret(request: web.Request) -> web.Response:
    """Show the caller's secret."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    shown = await uninterrupted(services_of(request).webhooks.show_secret(caller=caller))
    return json_answer(WebhookSecretAnswer.of(shown), headers=_PRIVATE)


async def rotate(request: web.Request) -> web.Response:
    """Replace the secret."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    shown = await uninterrupted(services_of(request).webhooks.rotate_secret(caller=caller))
    return json_answer(WebhookSecretAnswer.of(shown), headers=_PRIVATE)


async def deliveries(request: web.Request) -> web.Response:
    """List the caller's deliveries, newest first."""
    caller = await authenticated(request)
    query = read_query(request, DeliveryListQuery)
    page = await services_of(request).webhooks.list_deliveries(
        DeliveryQuery(caller.id, query.skip, query.limit, query.status)
    )
    return json_answer(DeliveryListAnswer.of(page, query))


async def redeliver(request: web.Request) -> web.Response:
    """Send a delivery again."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    delivery_id = DeliveryId(id_of(request, "delivery_id", missing=DeliveryNotFoundError))
    resent = await uninterrupted(
        services_of(request).webhooks.redeliver(delivery_id, caller=caller)
    )
    return json_answer(DeliveryAnswer.of(resent))


_PRIVATE: Final = {"Cache-Control": "no-store"}
_SECRET: Final = Reply(
    "The secret, in the form that Standard Webhooks libraries take.", WebhookSecretAnswer
)

ROUTES: Final = (
    *reading(
        "/webhooks/secret",
        secret,
        Operation(
            summary="Show your webhook secret",
            tag="Webhooks",
            description="It is created at the first request, and signs all your webhooks.",
            replies={200: _SECRET},
            fails=(SecretUnreadableError,),
        ),
    ),
    Route(
        "POST",
        "/webhooks/secret/rotate",
        rotate,
        Operation(
            summary="Rotate your webhook secret",
            tag="Webhooks",
            description="For one day, webhooks carry a signature of the new secret and one of "
            "the old.",
            replies={200: _SECRET},
        ),
    ),
    *reading(
        "/webhooks/deliveries",
        deliveries,
        Operation(
            summary="List your webhook deliveries",
            tag="Webhooks",
            query=DeliveryListQuery,
            replies={200: Reply("A page of deliveries, newest first.", DeliveryListAnswer)},
        ),
        Scope.READ,
    ),
    Route(
        "POST",
        "/webhooks/deliveries/{delivery_id}/redeliver",
        redeliver,
        Operation(
            summary="Send a webhook again",
            tag="Webhooks",
            description="Also if it was delivered already; with the same `webhook-id`.",
            replies={200: Reply("The delivery, due now.", DeliveryAnswer)},
            fails=(DeliveryNotFoundError,),
        ),
        Scope.TRANSCRIBE,
    ),
)
