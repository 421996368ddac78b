"""Routes of API keys."""

from typing import Final

from aiohttp import web

from domain.api_key import ApiKeyId
from domain.errors.accounts import ApiKeyNotFoundError, TooManyApiKeysError
from domain.errors.kinds import ForbiddenError
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.bodies import read_json
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.ids import id_of
from entrypoints.http.routing.operation import JsonBody, Operation, Reply
from entrypoints.http.routing.route import Route, reading
from entrypoints.http.schemas.api_keys import ApiKeyListAnswer, ApiKeyRequest, NewApiKeyAnswer
from entrypoints.http.services.http_services import services_of


async def make(request: web.Request) -> web.Response:
    """Create a key; only this response has its secret."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    wanted = await read_json(request, ApiKeyRequest)
    made = await services_of(request).accounts.make_api_key(
        wanted.name, frozenset(wanted.scopes), wanted.lifetime, caller=caller
    )
    return json_answer(NewApiKeyAnswer.made(made))


async def listing(request: web.Request) -> web.Response:
    """List the caller's keys, newest first."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    keys = await services_of(request).accounts.list_api_keys(caller=caller)
    return json_answer(ApiKeyListAnswer.of(keys))


async def revoke(request: web.Request) -> web.Response:
    """Revoke a key."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    key_id = ApiKeyId(id_of(request, "key_id", missing=ApiKeyNotFoundError))
    await services_of(request).accounts.revoke_api_key(key_id, caller=caller)
    return web.Response(status=204)


ROUTES: Final = (
    Route(
        "POST",
        "/auth/api-keys",
        make,
        Operation(
            summary="Create an API key",
            tag="Accounts",
            description="`key` is shown only in this response: send it as `Authorization: Bearer`.",
            body=JsonBody(ApiKeyRequest),
            replies={200: Reply("The key.", NewApiKeyAnswer)},
            fails=(ForbiddenError, TooManyApiKeysError),
        ),
    ),
    *reading(
        "/auth/api-keys",
        listing,
        Operation(
            summary="List your API keys",
            tag="Accounts",
            replies={
                200: Reply("All keys, newest first, without their secrets.", ApiKeyListAnswer)
            },
        ),
    ),
    Route(
        "DELETE",
        "/auth/api-keys/{key_id}",
        revoke,
        Operation(
            summary="Revoke an API key",
            tag="Accounts",
            replies={204: Reply("The key is revoked.")},
            fails=(ApiKeyNotFoundError,),
        ),
    ),
)
