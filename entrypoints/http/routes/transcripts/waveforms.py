"""The route of the recording's waveform."""

from collections.abc import Sequence
from typing import Final

from aiohttp import web
from pydantic import BaseModel

from domain.api_key import Scope
from domain.errors.capacity import (
    BlobNotFoundError,
    StorageUnavailableError,
    WaveformsBusyError,
    WaveformTooSlowError,
)
from domain.errors.jobs import JobNotFoundError
from domain.errors.uploads import UnsupportedAudioError
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.ids import job_id_of
from entrypoints.http.routing.operation import Operation, Reply
from entrypoints.http.routing.route import reading
from entrypoints.http.services.http_services import services_of


class PeaksAnswer(
    BaseModel,
    json_schema_extra={"examples": [{"duration_seconds": 7.57, "peaks": [0.0, 0.41, 0.38, 0.02]}]},
):
    """The peak, 0 to 1, of each of up to 4,000 equal parts of the recording."""

    duration_seconds: float
    peaks: Sequence[float]


async def peaks(request: web.Request) -> web.Response:
    """Send the waveform; the first time this takes as long as decoding the recording."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    drawn = await services_of(request).draw_waveform(job_id_of(request), caller=caller)
    return json_answer(PeaksAnswer(duration_seconds=drawn.duration_seconds, peaks=drawn.peaks))


ROUTES: Final = reading(
    "/jobs/{job_id}/peaks",
    peaks,
    Operation(
        summary="Show the waveform of the recording",
        tag="Jobs",
        description="It is computed at the first request, and kept with the job. "
        "Closing the connection cancels the computation.",
        replies={200: Reply("The peaks, from start to end.", PeaksAnswer)},
        fails=(
            JobNotFoundError,
            BlobNotFoundError,
            StorageUnavailableError,
            UnsupportedAudioError,
            WaveformsBusyError,
            WaveformTooSlowError,
        ),
    ),
    Scope.READ,
)
