"""Routes to correct many segments at once: find and replace, and take it back."""

from typing import Annotated, Final, Self

from aiohttp import web
from pydantic import BaseModel, Field, StrictBool, model_validator

from application.concurrency.tasks import uninterrupted
from application.transcripts.replace_text import MOST_SEGMENTS, Replacement
from domain.api_key import Scope
from domain.correction import MAX_CORRECTION_LENGTH
from domain.errors.jobs import (
    JobNotFoundError,
    SegmentNotFoundError,
    StaleJobError,
    TranscriptNotReadyError,
)
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.bodies import read_json
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.requests.validation import NUMBER, ShownText
from entrypoints.http.routing.ids import job_id_of
from entrypoints.http.routing.operation import JsonBody, Operation, Reply
from entrypoints.http.routing.route import Route
from entrypoints.http.services.http_services import services_of

_LONGEST_FIND: Final = 200


class ReplacementRequest(
    BaseModel, extra="forbid", json_schema_extra={"examples": [{"find": "wun", "replace": "one"}]}
):
    """What to find, and what to write in its place; `preview` only counts."""

    find: Annotated[ShownText, Field(min_length=1, max_length=_LONGEST_FIND)]
    replace: Annotated[ShownText, Field(max_length=_LONGEST_FIND)]
    match_case: StrictBool = False
    whole_words: StrictBool = False
    preview: StrictBool = False


class ChangedSegmentAnswer(BaseModel, from_attributes=True):
    """A segment before and after; `before` null is the recognised text, without a correction."""

    index: int
    before: str | None
    after: str


class ReplacementAnswer(BaseModel):
    """How often the text occurred, and in which segments.

    To undo it, send each `index` with its `before` as `text` to `PUT /jobs/{job_id}/corrections`.
    """

    occurrences: int
    segments: list[ChangedSegmentAnswer]


class SegmentCorrection(BaseModel, extra="forbid"):
    """The correct text of a segment; null restores the recognised text."""

    index: Annotated[int, Field(ge=0, le=999_999_999), NUMBER]
    text: Annotated[ShownText, Field(max_length=MAX_CORRECTION_LENGTH)] | None


class CorrectionsRequest(
    BaseModel,
    extra="forbid",
    json_schema_extra={"examples": [{"corrections": [{"index": 0, "text": "one"}]}]},
):
    """The segments to correct, each once; all of them are changed, or none."""

    corrections: Annotated[list[SegmentCorrection], Field(min_length=1, max_length=MOST_SEGMENTS)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({each.index for each in self.corrections}) < len(self.corrections):
            raise ValueError("A segment is given more than once.")
        return self


async def replace(request: web.Request) -> web.Response:
    """Find and replace in a transcript."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    wanted = await read_json(request, ReplacementRequest)
    replacement = Replacement(wanted.find, wanted.replace, wanted.match_case, wanted.whole_words)
    replacing = services_of(request).revision.replace_text(
        job_id_of(request), replacement, caller=caller, preview=wanted.preview
    )
    changes, count = await uninterrupted(replacing)
    segments = [ChangedSegmentAnswer.model_validate(change) for change in changes]
    return json_answer(ReplacementAnswer(occurrences=count, segments=segments))


async def correct_many(request: web.Request) -> web.Response:
    """Correct several segments at once."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    wanted = await read_json(request, CorrectionsRequest)
    texts = {each.index: each.text for each in wanted.corrections}
    setting = services_of(request).revision.set_corrections
    await uninterrupted(setting(job_id_of(request), texts, caller=caller))
    return web.Response(status=204)


ROUTES: Final = (
    Route(
        "POST",
        "/jobs/{job_id}/replacements",
        replace,
        Operation(
            summary="Find and replace in a transcript",
            tag="Jobs",
            description="Corrects every segment in which the text occurs, all in one step.",
            body=JsonBody(ReplacementRequest),
            replies={200: Reply("What was changed, or would be.", ReplacementAnswer)},
            fails=(JobNotFoundError, TranscriptNotReadyError, StaleJobError),
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "PUT",
        "/jobs/{job_id}/corrections",
        correct_many,
        Operation(
            summary="Correct several segments",
            tag="Jobs",
            description="All are changed in one step. A `text` of null restores what was heard.",
            body=JsonBody(CorrectionsRequest),
            replies={204: Reply("The segments have these texts.")},
            fails=(
                JobNotFoundError,
                SegmentNotFoundError,
                TranscriptNotReadyError,
                StaleJobError,
            ),
        ),
        Scope.TRANSCRIBE,
    ),
)
