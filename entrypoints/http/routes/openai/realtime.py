"""The routes of OpenAI's realtime transcription: a WebSocket, and secrets that open it."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from aiohttp import WSCloseCode, web
from pydantic import BaseModel, Field

from application.live.drafting import Drafting
from application.live.kept_sound import KeptSound
from application.live.live_job import Connection
from application.models.served import served_model
from application.ports.live_secrets import LONGEST_SECRET
from domain.api_key import Scope
from domain.errors.jobs import ModelNotServedError
from domain.errors.kinds import (
    FieldError,
    InvalidRequestError,
    TranscriberError,
    UnavailableError,
)
from domain.job import JobId
from domain.live.settings import LiveSettings
from domain.options import ModelName
from domain.upload import UploadId
from domain.user import User
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.admittance import Admittance
from entrypoints.http.identity.caller import access_token, is_upgrade, principal_of
from entrypoints.http.problems.refusals import UpgradeRequired
from entrypoints.http.requests.bodies import read_json
from entrypoints.http.requests.queries import read_query
from entrypoints.http.requests.validation import NUMBER, Text
from entrypoints.http.routes.openai.realtime_connection import Farewell, RealtimeConnection
from entrypoints.http.routes.openai.realtime_messages import Writer
from entrypoints.http.routes.openai.realtime_settings import Session, as_sent, changed
from entrypoints.http.routing.operation import Fault, Header, JsonBody, Operation, Reply
from entrypoints.http.routing.route import Route
from entrypoints.http.server.serving import LEAVING
from entrypoints.http.services.http_services import services_of

SUBPROTOCOL: Final = "realtime"
_SHORTEST_SECONDS: Final = 10
_LONGEST_SECONDS: Final = int(LONGEST_SECRET.total_seconds())
_USUAL_SECONDS: Final = 600


class RealtimeQuery(BaseModel, extra="forbid"):
    """What is transcribed with, and whether the sound is kept; there is no other intent.

    `upload` is the recording of an earlier connection, which goes on. `job` is a live job, whose
    recording this is.
    """

    intent: Literal["transcription"] = "transcription"
    model: Text | None = None
    keep: bool = False
    upload: UUID | None = None
    job: UUID | None = None

    @property
    def kept(self) -> Sequence[str]:
        """The names of the fields that say where the sound is kept, of which there may be one."""
        given = {"keep": self.keep, "upload": self.upload, "job": self.job}
        return [name for name, value in given.items() if value]


class ExpiresAfter(BaseModel, extra="forbid"):
    """When a secret ends, counted from when it was made."""

    anchor: Literal["created_at"] = "created_at"
    seconds: Annotated[int, Field(ge=_SHORTEST_SECONDS, le=_LONGEST_SECONDS), NUMBER] = (
        _USUAL_SECONDS
    )


class ClientSecretRequest(BaseModel, extra="forbid"):
    """How long the secret is valid, and the settings of the sessions that it opens."""

    expires_after: ExpiresAfter = ExpiresAfter()
    session: Session | None = None


class ClientSecretAnswer(BaseModel):
    """The secret, when it ends (seconds since 1970), and the settings of its sessions."""

    value: str
    expires_at: int
    session: dict[str, Any]


async def realtime(request: web.Request) -> web.StreamResponse:
    """Transcribe speech while it is spoken."""
    services = services_of(request)
    live = services.live
    principal = await principal_of(request, live.authenticate)
    query = read_query(request, RealtimeQuery)
    if not is_upgrade(request):
        raise UpgradeRequired
    credential = access_token(request)
    _ensure_allowed(query, has_secret=live.authenticate.session_of(credential) is not None)
    socket = web.WebSocketResponse(
        protocols=(SUBPROTOCOL,),
        compress=False,  # a small message could become a large one
        max_msg_size=2 * live.message_bytes,
        timeout=services.policy.stall_seconds,
    )
    await socket.prepare(request)
    writer = Writer(services.ids)
    connection = RealtimeConnection(
        socket=socket,
        live=live,
        find_model=services.transcribe_now.model_called,
        admittance=Admittance(credential, live.readmit),
        leaving=request.app[LEAVING],
        writer=writer,
        session_id=f"sess_{services.ids.new().hex}",
        stall_seconds=services.policy.stall_seconds,
    )
    try:
        async with AsyncExitStack() as stack:
            start = await stack.enter_async_context(_start(request, query, principal.user))
            connection.claim = start.claim
            opening = live.transcribe(
                start.settings, caller=principal.user, kept=start.kept, drafting=start.drafting
            )
            await connection.run(await stack.enter_async_context(opening))
    except Farewell as farewell:
        await connection.end(farewell)
    except TranscriberError as error:
        await connection.end(Farewell(error, _close_code(error)))
    except ConnectionError:
        if request.transport is not None:
            request.transport.abort()
    await socket.close()
    return socket


def _ensure_allowed(query: RealtimeQuery, *, has_secret: bool) -> None:
    for name in query.kept if has_secret else ():
        # Who holds a secret could use up the uploads that its owner may have open.
        raise InvalidRequestError(FieldError(name, "A client secret cannot keep sound."))
    if query.job is not None and (len(query.kept) > 1 or query.model is not None):
        detail = "A job has its model and keeps its sound itself: leave model, keep and upload out."
        raise InvalidRequestError(FieldError("job", detail))


@dataclass(frozen=True, slots=True)
class _Start:
    """How a session begins: its settings, where its sound is kept, and its claim to a job."""

    settings: LiveSettings
    kept: KeptSound | None = None
    claim: Connection | None = None
    drafting: Drafting | None = None


@asynccontextmanager
async def _start(request: web.Request, query: RealtimeQuery, caller: User) -> AsyncIterator[_Start]:
    """Find out how the session begins; a job is this connection's in this context.

    Raises JobNotFoundError, RecordingEndedError, UploadNotFoundError, InvalidRequestError,
    ModelNotServedError.
    """
    live = services_of(request).live
    if query.job is not None:
        async with live.join(JobId(query.job), caller=caller) as joined:
            drafting = Drafting(joined.connection, live.events, joined.since_seconds)
            yield _in_format(_Start(joined.settings, joined.kept, joined.connection, drafting))
    elif query.upload is not None:
        kept = await live.keep.resumed(UploadId(query.upload), caller=caller)
        yield _in_format(_Start(_settings(request, query.model), kept))
    else:
        kept_from_now = live.keep.begun(caller=caller) if query.keep else None
        yield _Start(_settings(request, query.model), kept_from_now)


def _in_format(start: _Start) -> _Start:
    """Go on in the format of the recording, which cannot change."""
    if start.kept is None or start.kept.sound_format is None:
        return start
    return replace(start, settings=replace(start.settings, sound_format=start.kept.sound_format))


def _close_code(error: TranscriberError) -> int:
    later = isinstance(error, UnavailableError) or hasattr(error, "retry_after_seconds")
    return WSCloseCode.TRY_AGAIN_LATER if later else WSCloseCode.POLICY_VIOLATION


def _settings(request: web.Request, model: str | None) -> LiveSettings:
    """Return the settings at the start: those of the secret, with the model of the address.

    Raises ModelNotServedError.
    """
    settings = LiveSettings(_model(request, model))
    secret = services_of(request).live.authenticate.session_of(access_token(request))
    if secret:
        find = services_of(request).transcribe_now.model_called
        settings = changed(settings, json.loads(secret), find)
    return settings


def _model(request: web.Request, name: str | None) -> ModelName:
    services = services_of(request)
    if name is None:
        return served_model(services.models, None)
    return services.transcribe_now.model_called(name)


async def make_client_secret(request: web.Request) -> web.Response:
    """Make a short-lived secret with which a browser may open live sessions."""
    principal = await principal_of(request)
    body = await read_json(request, ClientSecretRequest)
    asked = body.session.model_dump(exclude_unset=True) if body.session else {}
    settings = LiveSettings(_model(request, None))
    if asked:
        settings = changed(settings, asked, services_of(request).transcribe_now.model_called)
    secret = services_of(request).live.make_secret(
        json.dumps(asked, separators=(",", ":")) if asked else "",
        seconds=body.expires_after.seconds,
        caller=principal,
    )
    return json_answer(
        ClientSecretAnswer(
            value=secret.value,
            expires_at=int(secret.expires_at.timestamp()),
            session=as_sent(settings),
        )
    )


ROUTES: Final = (
    Route(
        "GET",
        "/v1/realtime",
        realtime,
        Operation(
            summary="Transcribe while somebody speaks",
            tag="OpenAI",
            description="A WebSocket in OpenAI's realtime protocol for transcription. The token is "
            "sent as Bearer, as the session cookie (by pages of this service), or as the "
            "sub-protocol `openai-insecure-api-key.TOKEN` beside `realtime`.",
            query=RealtimeQuery,
            replies={101: Reply("The connection is a WebSocket from here on.")},
            fails=(
                Fault(
                    426,
                    "upgrade_required",
                    "The request is not the beginning of a WebSocket.",
                    (Header("Upgrade", "The protocol to speak."),),
                ),
            ),
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "POST",
        "/v1/realtime/client_secrets",
        make_client_secret,
        Operation(
            summary="Make a secret for live sessions",
            tag="OpenAI",
            description="For browsers: the secret opens live sessions of yours, and nothing else. "
            "A session goes on after its secret has expired.",
            query=None,
            body=JsonBody(ClientSecretRequest),
            replies={200: Reply("The secret.", ClientSecretAnswer)},
            fails=(ModelNotServedError,),
        ),
        Scope.TRANSCRIBE,
    ),
)
