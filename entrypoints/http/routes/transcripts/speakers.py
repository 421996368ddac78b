"""Routes that show the speakers of a transcript, name them and merge them."""

from typing import Annotated, Final

from aiohttp import web
from pydantic import BaseModel, Field

from application.concurrency.tasks import uninterrupted
from domain.api_key import Scope
from domain.errors.jobs import JobNotFoundError, StaleJobError, TranscriptNotReadyError
from domain.errors.speakers import SpeakerNotFoundError
from domain.speaker_edits import MAX_SPEAKER_NAME_LENGTH, ShownSpeaker
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.bodies import read_json
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.requests.validation import ShownText, Text, shortened
from entrypoints.http.routing.ids import job_id_of
from entrypoints.http.routing.operation import JsonBody, Operation, Reply
from entrypoints.http.routing.route import Route, reading
from entrypoints.http.schemas.speakers import SpeakerAnswer
from entrypoints.http.services.http_services import services_of

MAX_LABEL_LENGTH: Final = 10
Label = Annotated[Text, Field(min_length=1, max_length=MAX_LABEL_LENGTH)]


class SpeakersAnswer(BaseModel):
    """All speakers of a transcript, in the order of their first words."""

    speakers: list[SpeakerAnswer]


class NameRequest(BaseModel, extra="forbid", json_schema_extra={"examples": [{"name": "Anna"}]}):
    """The name of a speaker."""

    name: Annotated[ShownText, Field(min_length=1, max_length=MAX_SPEAKER_NAME_LENGTH)]


class MergeRequest(BaseModel, extra="forbid", json_schema_extra={"examples": [{"into": "A"}]}):
    """The label of the speaker who is the same."""

    into: Label


async def show(request: web.Request) -> web.Response:
    """List the speakers."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    return _answer(await services_of(request).speakers.show(job_id_of(request), caller=caller))


async def name(request: web.Request) -> web.Response:
    """Give a speaker a name."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    job_id, label = job_id_of(request), _label_of(request)
    wanted = await read_json(request, NameRequest)
    naming = services_of(request).speakers.name
    return _answer(await uninterrupted(naming(job_id, label, wanted.name, caller=caller)))


async def withdraw_name(request: web.Request) -> web.Response:
    """Remove the name of a speaker."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    job_id, label = job_id_of(request), _label_of(request)
    naming = services_of(request).speakers.name
    return _answer(await uninterrupted(naming(job_id, label, None, caller=caller)))


async def merge(request: web.Request) -> web.Response:
    """Merge a speaker into another."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    job_id, label = job_id_of(request), _label_of(request)
    wanted = await read_json(request, MergeRequest)
    merging = services_of(request).speakers.merge
    return _answer(await uninterrupted(merging(job_id, label, wanted.into, caller=caller)))


async def withdraw_merge(request: web.Request) -> web.Response:
    """Make a merged speaker a speaker of its own again."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    job_id, label = job_id_of(request), _label_of(request)
    merging = services_of(request).speakers.merge
    return _answer(await uninterrupted(merging(job_id, label, None, caller=caller)))


async def withdraw_all(request: web.Request) -> web.Response:
    """Withdraw all edits of speakers."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    withdrawing = services_of(request).speakers.withdraw_all
    await uninterrupted(withdrawing(job_id_of(request), caller=caller))
    return web.Response(status=204)


def _answer(speakers: tuple[ShownSpeaker, ...]) -> web.Response:
    return json_answer(SpeakersAnswer(speakers=SpeakerAnswer.all_of(speakers)))


def _label_of(request: web.Request) -> str:
    return shortened(request.match_info["label"])


_PATH: Final = {"label": {"type": "string", "maxLength": MAX_LABEL_LENGTH}}
_FAILS: Final = (JobNotFoundError, SpeakerNotFoundError, TranscriptNotReadyError, StaleJobError)
_ALL: Final = Reply("All speakers of the transcript.", SpeakersAnswer)
_LABEL: Final = "/jobs/{job_id}/speakers/{label}"

ROUTES: Final = (
    *reading(
        "/jobs/{job_id}/speakers",
        show,
        Operation(
            summary="List the speakers of a transcript",
            tag="Speakers",
            description="Speakers are told apart in jobs with `diarize=true`.",
            replies={200: _ALL},
            fails=(JobNotFoundError, TranscriptNotReadyError),
        ),
        Scope.READ,
    ),
    Route(
        "PUT",
        _LABEL,
        name,
        Operation(
            summary="Name a speaker",
            tag="Speakers",
            description="Segments keep the label; exports show the name.",
            body=JsonBody(NameRequest),
            path=_PATH,
            replies={200: _ALL},
            fails=_FAILS,
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "DELETE",
        f"{_LABEL}/name",
        withdraw_name,
        Operation(
            summary="Withdraw the name of a speaker",
            tag="Speakers",
            description="Does nothing if there is no name.",
            path=_PATH,
            replies={200: _ALL},
            fails=_FAILS,
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "PUT",
        f"{_LABEL}/merge",
        merge,
        Operation(
            summary="Merge a speaker into another",
            tag="Speakers",
            description="For one person who was heard as two. What was heard is kept.",
            body=JsonBody(MergeRequest),
            path=_PATH,
            replies={200: _ALL},
            fails=_FAILS,
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "DELETE",
        f"{_LABEL}/merge",
        withdraw_merge,
        Operation(
            summary="Withdraw the merge of a speaker",
            tag="Speakers",
            description="Does nothing if the speaker was not merged.",
            path=_PATH,
            replies={200: _ALL},
            fails=_FAILS,
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "DELETE",
        "/jobs/{job_id}/speaker-edits",
        withdraw_all,
        Operation(
            summary="Withdraw all edits of speakers",
            tag="Speakers",
            description="Restores the speakers that were heard: names, merges and moves are gone.",
            replies={204: Reply("The transcript has the speakers that were heard.")},
            fails=(JobNotFoundError, TranscriptNotReadyError),
        ),
        Scope.TRANSCRIBE,
    ),
)
