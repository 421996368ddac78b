"""Routes to correct the segments of a transcript, and to give them to other speakers."""

import re
from typing import Annotated, Final

from aiohttp import web
from pydantic import BaseModel, Field

from application.concurrency.tasks import uninterrupted
from domain.api_key import Scope
from domain.correction import MAX_CORRECTION_LENGTH
from domain.errors.jobs import (
    JobNotFoundError,
    SegmentNotFoundError,
    StaleJobError,
    TranscriptNotReadyError,
)
from domain.errors.speakers import SpeakerNotFoundError
from entrypoints.http.answers.documents import TimedSegment
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.bodies import read_json
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.requests.validation import ShownText, Text, shortened
from entrypoints.http.routes.transcripts.speakers import MAX_LABEL_LENGTH
from entrypoints.http.routing.ids import job_id_of
from entrypoints.http.routing.operation import JsonBody, Operation, Reply
from entrypoints.http.routing.route import Route
from entrypoints.http.services.http_services import services_of

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,8}")


class CorrectionRequest(
    BaseModel, extra="forbid", json_schema_extra={"examples": [{"text": "three one four one"}]}
):
    """The correct text; empty if nothing was spoken."""

    text: Annotated[ShownText, Field(max_length=MAX_CORRECTION_LENGTH)]


class MoveRequest(BaseModel, extra="forbid", json_schema_extra={"examples": [{"speaker": "B"}]}):
    """The label of the speaker who said it."""

    speaker: Annotated[Text, Field(min_length=1, max_length=MAX_LABEL_LENGTH)]


async def correct(request: web.Request) -> web.Response:
    """Replace the text of a segment."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    job_id, index = job_id_of(request), _index_of(request)
    wanted = await read_json(request, CorrectionRequest)
    correcting = services_of(request).revision.correct_segment
    line = await uninterrupted(correcting(job_id, index, wanted.text, caller=caller))
    return json_answer(TimedSegment.of(line))


async def withdraw(request: web.Request) -> web.Response:
    """Restore the text that the model recognised."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    withdrawing = services_of(request).revision.withdraw_correction
    await uninterrupted(withdrawing(job_id_of(request), _index_of(request), caller=caller))
    return web.Response(status=204)


async def move(request: web.Request) -> web.Response:
    """Give a segment to another speaker."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    job_id, index = job_id_of(request), _index_of(request)
    wanted = await read_json(request, MoveRequest)
    moving = services_of(request).speakers.move
    line = await uninterrupted(moving(job_id, index, wanted.speaker, caller=caller))
    return json_answer(TimedSegment.of(line))


async def withdraw_move(request: web.Request) -> web.Response:
    """Give a segment back to the speaker who was heard."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    moving = services_of(request).speakers.move
    line = await uninterrupted(moving(job_id_of(request), _index_of(request), None, caller=caller))
    return json_answer(TimedSegment.of(line))


def _index_of(request: web.Request) -> int:
    """Read the segment's number from the path. Raises SegmentNotFoundError if it is not one."""
    text = request.match_info["index"]
    if not _INDEX.fullmatch(text):
        raise SegmentNotFoundError(shortened(text))
    return int(text)


_PATH: Final = {"index": {"type": "integer", "minimum": 0, "maximum": 999_999_999}}
_FAILS: Final = (JobNotFoundError, SegmentNotFoundError, TranscriptNotReadyError, StaleJobError)

ROUTES: Final = (
    Route(
        "PUT",
        "/jobs/{job_id}/segments/{index}",
        correct,
        Operation(
            summary="Correct a segment",
            tag="Jobs",
            description="Segments are counted from 0. The recognised text is kept.",
            body=JsonBody(CorrectionRequest),
            path=_PATH,
            replies={200: Reply("The corrected segment.", TimedSegment)},
            fails=_FAILS,
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "DELETE",
        "/jobs/{job_id}/segments/{index}/correction",
        withdraw,
        Operation(
            summary="Withdraw a correction",
            tag="Jobs",
            description="Restores the recognised text. Does nothing if there is no correction.",
            path=_PATH,
            replies={204: Reply("The segment has its recognised text.")},
            fails=_FAILS,
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "PUT",
        "/jobs/{job_id}/segments/{index}/speaker",
        move,
        Operation(
            summary="Give a segment to another speaker",
            tag="Speakers",
            description="Who was heard is kept.",
            body=JsonBody(MoveRequest),
            path=_PATH,
            replies={200: Reply("The segment.", TimedSegment)},
            fails=(*_FAILS, SpeakerNotFoundError),
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "DELETE",
        "/jobs/{job_id}/segments/{index}/speaker",
        withdraw_move,
        Operation(
            summary="Give a segment back to the speaker who was heard",
            tag="Speakers",
            description="Does nothing if it was not given to another.",
            path=_PATH,
            replies={200: Reply("The segment.", TimedSegment)},
            fails=_FAILS,
        ),
        Scope.TRANSCRIBE,
    ),
)
