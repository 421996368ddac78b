"""Routes that list the models, as OpenAI's clients expect."""

from collections.abc import Sequence
from typing import Final, Literal, Self

from aiohttp import web
from pydantic import BaseModel

from application.models.manage_models import ModelView
from application.ports.model_store import Languages
from domain.errors.jobs import ModelNotServedError
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.routing.operation import Operation, Reply
from entrypoints.http.routing.route import KeyAccess, reading
from entrypoints.http.services.http_services import services_of


class ModelAnswer(BaseModel):
    """One model; `created` is 0, since the age of a checkpoint is unknown.

    `on_disk` says whether it can be used without a download; `size_bytes` is its size on disk and
    `languages` what it understands, null where that is not known.
    """

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "whisper-transcriber"
    loaded: bool
    on_disk: bool
    size_bytes: int | None
    languages: Languages | None

    @classmethod
    def of(cls, view: ModelView) -> Self:
        """Convert a model that is served."""
        return cls(
            id=view.name,
            loaded=view.status is not None and view.status.loaded,
            on_disk=view.stored is not None,
            size_bytes=view.size_bytes,
            languages=view.known.languages if view.known else None,
        )


class ModelListAnswer(BaseModel):
    """All of them, the default first."""

    object: Literal["list"] = "list"
    data: Sequence[ModelAnswer]


async def list_models(request: web.Request) -> web.Response:
    """List all models that a request may name, and whether they are in memory."""
    await authenticated(request)
    return json_answer(ModelListAnswer(data=await _served(request)))


async def show_model(request: web.Request) -> web.Response:
    """Describe one model, with the name that the request used."""
    await authenticated(request)
    name = request.match_info["model"]
    meant = services_of(request).transcribe_now.model_called(name)
    (model,) = (each for each in await _served(request) if each.id == meant)
    return json_answer(model.model_copy(update={"id": name}))


async def _served(request: web.Request) -> Sequence[ModelAnswer]:
    return [ModelAnswer.of(view) for view in await services_of(request).manage_models.offered()]


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
