"""Routes that list the models, as OpenAI's clients expect."""

from collections.abc import Sequence
from typing import Final, Literal

from aiohttp import web
from pydantic import BaseModel

from domain.errors.jobs import ModelNotServedError
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.routing.operation import Operation, Reply
from entrypoints.http.routing.route import KeyAccess, reading
from entrypoints.http.services.http_services import services_of


class ModelAnswer(BaseModel):
    """One model; `created` is 0, since the age of a checkpoint is unknown."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "whisper-transcriber"
    loaded: bool


class ModelListAnswer(BaseModel):
    """All of them, the default first."""

    object: Literal["list"] = "list"
    data: Sequence[ModelAnswer]


async def list_models(request: web.Request) -> web.Response:
    """List all models that a request may name, and whether they are in memory."""
    await authenticated(request)
    return json_answer(ModelListAnswer(data=_served(request)))


async def show_model(request: web.Request) -> web.Response:
    """Describe one model, with the name that the request used."""
    await authenticated(request)
    name = request.match_info["model"]
    meant = services_of(request).transcribe_now.model_called(name)
    (model,) = (each for each in _served(request) if each.id == meant)
    return json_answer(model.model_copy(update={"id": name}))


def _served(request: web.Request) -> Sequence[ModelAnswer]:
    served = services_of(request).models.served()
    return [ModelAnswer(id=model.name, loaded=model.loaded) for model in served]


ROUTES: Final = (
    *reading(
        "/v1/models",
        list_models,
        Operation(
            summary="List the models",
            tag="OpenAI",
            query=None,
            replies={200: Reply("All models that a request may name.", ModelListAnswer)},
        ),
        KeyAccess.ANY_KEY,
    ),
    *reading(
        "/v1/models/{model:.+?}",  # a hub id contains a slash
        show_model,
        Operation(
            summary="Describe a model",
            tag="OpenAI",
            query=None,
            replies={200: Reply("The model.", ModelAnswer)},
            fails=(ModelNotServedError,),
        ),
        KeyAccess.ANY_KEY,
    ),
)
