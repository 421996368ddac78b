"""Routes to correct the segments of a transcript."""

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
from entrypoints.http.answers.documents import TimedSegment
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.bodies import read_json
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.requests.validation import ShownText, shortened
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
)
