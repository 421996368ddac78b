"""Routes for admins to manage models."""

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from application.models.manage_models import ModelView
from domain.api_key import Scope
from domain.errors.jobs import ModelBusyError, ModelNotStoredError
from domain.errors.transcription import ModelUnavailableError, ModelUnknownError
from domain.options import ModelName
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.bodies import read_json
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.operation import Access, JsonBody, Operation, Reply
from entrypoints.http.routing.route import Route, reading
from entrypoints.http.schemas.models import (
    ManagedModelAnswer,
    ManagedModelListAnswer,
    ModelChoice,
)
from entrypoints.http.services.http_services import services_of


async def listing(request: web.Request) -> web.Response:
    """List the models, with the running downloads."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    views = await services_of(request).manage_models.every(caller=caller)
    return json_answer(ManagedModelListAnswer.of(views))


async def download(request: web.Request) -> web.Response:
    """Start to download a model."""
    return await _with_named(request, services_of(request).manage_models.download)


async def choose(request: web.Request) -> web.Response:
    """Set the default model."""
    return await _with_named(request, services_of(request).manage_models.choose)


async def _with_named(
    request: web.Request, act: Callable[..., Awaitable[ModelView]]
) -> web.Response:
    """Run an action on the model that the request names, and return its new state."""
    caller = await authenticated(request)
    caller.ensure_admin()
    read_query(request, NoQuery)
    wanted = await read_json(request, ModelChoice)
    return json_answer(ManagedModelAnswer.of(await act(ModelName(wanted.name), caller=caller)))


async def remove(request: web.Request) -> web.Response:
    """Delete a downloaded model, or cancel its download."""
    caller = await authenticated(request)
    caller.ensure_admin()
    read_query(request, NoQuery)
    name = ModelName(request.match_info["model"])
    await services_of(request).manage_models.remove(name, caller=caller)
    return web.Response(status=204)


ROUTES: Final = (
    *reading(
        "/admin/models",
        listing,
        Operation(
            summary="List the models of this server",
            tag="Operation",
            access=Access.ADMIN,
            replies={200: Reply("Models, and running downloads.", ManagedModelListAnswer)},
        ),
        Scope.ADMIN,
    ),
    Route(
        "POST",
        "/admin/models",
        download,
        Operation(
            summary="Download a model",
            tag="Operation",
            description="The download runs in the background; the list shows its progress. Jobs "
            "may name the model from now on. A model that is on the server already is only made "
            "available.",
            access=Access.ADMIN,
            body=JsonBody(ModelChoice),
            replies={200: Reply("The model, and its download.", ManagedModelAnswer)},
            fails=(ModelUnknownError, ModelUnavailableError),
        ),
        Scope.ADMIN,
    ),
    Route(
        "PUT",
        "/admin/models/default",
        choose,
        Operation(
            summary="Set the default model",
            tag="Operation",
            description="For jobs that come from now on and name no model. It outlasts a restart "
            "and goes before WHISPER_MODEL.",
            access=Access.ADMIN,
            body=JsonBody(ModelChoice),
            replies={200: Reply("The model, which is the default now.", ManagedModelAnswer)},
            fails=(ModelUnknownError, ModelUnavailableError),
        ),
        Scope.ADMIN,
    ),
    Route(
        "DELETE",
        "/admin/models/{model:.+?}",  # a hub id contains a slash
        remove,
        Operation(
            summary="Delete a model, or cancel its download",
            tag="Operation",
            description="A queued job that needs it downloads it again.",
            access=Access.ADMIN,
            replies={204: Reply("The model is deleted.")},
            fails=(ModelNotStoredError, ModelUnknownError, ModelBusyError),
        ),
        Scope.ADMIN,
    ),
)
