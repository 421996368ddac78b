"""The route that shows who speaks when."""

from collections.abc import AsyncIterator
from typing import Final

from aiohttp import web
from pydantic import BaseModel

from domain.api_key import Scope
from domain.errors.jobs import JobNotFoundError, TranscriptNotReadyError
from domain.speakers import SpeakerTurn
from entrypoints.http.answers.responses import stream_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.ids import job_id_of
from entrypoints.http.routing.operation import Operation, Reply
from entrypoints.http.routing.route import reading
from entrypoints.http.services.http_services import services_of


class TurnAnswer(BaseModel, from_attributes=True):
    """A stretch in which one speaker speaks; times in seconds."""

    start: float
    end: float
    speaker: str


class TurnsAnswer(BaseModel):
    """All turns, sorted by start; those of different speakers may overlap."""

    turns: list[TurnAnswer]


async def show(request: web.Request) -> web.StreamResponse:
    """Send the turns of a completed job, piece by piece."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    export = services_of(request).export_transcript
    job = await export(job_id_of(request), caller=caller)
    headers = {"Content-Type": "application/json"}
    return await stream_answer(request, written_turns(export.turns(job)), headers=headers)


async def written_turns(turns: AsyncIterator[SpeakerTurn]) -> AsyncIterator[bytes]:
    """Write turns as JSON, piece by piece."""
    yield b'{"turns": ['
    comma = ""
    async for turn in turns:
        yield f"{comma}{TurnAnswer.model_validate(turn).model_dump_json()}".encode()
        comma = ", "
    yield b"]}\n"


ROUTES: Final = reading(
    "/jobs/{job_id}/turns",
    show,
    Operation(
        summary="Show who speaks when",
        tag="Speakers",
        description="The turns that were heard, with merged speakers as one.",
        replies={200: Reply("All turns.", TurnsAnswer)},
        fails=(JobNotFoundError, TranscriptNotReadyError),
    ),
    Scope.READ,
)
