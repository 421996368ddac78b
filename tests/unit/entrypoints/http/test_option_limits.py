"""What the operator allows of costly options holds on every way in."""

import json

import pytest
from aiohttp import FormData

from application.limits.option_limits import OptionLimits
from domain.decoding_options import DecodingOptions
from domain.errors.kinds import InvalidRequestError
from domain.job import JobStatus
from domain.options import TranscriptionOptions
from domain.user import User
from entrypoints.http.app import document_bytes
from tests.service_in_memory import SOUND, ServiceInMemory

WIDE = TranscriptionOptions(beam_size=20)
SENTENCE = (
    "This service allows a beam_size of 10 at most, not 20. Send the recording with a smaller one."
)


@pytest.fixture(autouse=True)
def limited(service: ServiceInMemory) -> None:
    service.limits = OptionLimits(beam_size=10)


def wide_form(*, file_first: bool, **fields: str) -> FormData:
    form = FormData()
    if file_first:
        form.add_field("file", SOUND, filename="a.wav")
    for name, value in {**fields, "beam_size": "20"}.items():
        form.add_field(name, value)
    if not file_first:
        form.add_field("file", SOUND, filename="a.wav")
    return form


@pytest.mark.parametrize("file_first", [False, True])
async def test_a_job_that_asks_for_more_is_refused(
    service: ServiceInMemory, ada: User, *, file_first: bool
) -> None:
    async with service.client() as client:
        answer = await client.post(
            "/jobs/", data=wide_form(file_first=file_first), headers=service.bearer(ada)
        )
        assert answer.status == 422
        assert (await answer.json())["errors"] == [{"field": "beam_size", "detail": SENTENCE}]
    assert await service.jobs() == []
    assert await service.stored_blobs() == []


@pytest.mark.parametrize("file_first", [False, True])
async def test_a_direct_request_that_asks_for_more_is_refused(
    service: ServiceInMemory, ada: User, *, file_first: bool
) -> None:
    form = wide_form(file_first=file_first, model="whisper-1")
    async with service.client() as client:
        answer = await client.post(
            "/v1/audio/transcriptions", data=form, headers=service.bearer(ada)
        )
        error = (await answer.json())["error"]
    assert (answer.status, error["param"], error["message"]) == (400, "beam_size", SENTENCE)
    assert await service.stored_blobs() == []


async def test_a_job_stored_while_more_was_allowed_is_shown_but_not_tried_again(
    service: ServiceInMemory, ada: User
) -> None:
    job = await service.job_of(ada.id, options=WIDE, status=JobStatus.CANCELLED)
    async with service.client() as client:
        shown = await client.get(f"/jobs/{job.id}", headers=service.bearer(ada))
        assert (await shown.json())["options"]["beam_size"] == 20
        answer = await client.post(f"/jobs/{job.id}/retry", headers=service.bearer(ada))
        assert (answer.status, (await answer.json())["detail"]) == (422, SENTENCE)
        shown = await client.get(f"/jobs/{job.id}", headers=service.bearer(ada))
        assert (await shown.json())["status"] == "cancelled"


async def test_the_document_names_what_is_allowed_here(service: ServiceInMemory) -> None:
    async with service.client() as client:
        document = await (await client.get("/openapi.json")).json()
    assert beams_in(document) == [10, 10, 10]
    assert beams_in(json.loads(document_bytes())) == [20, 20, 20]


def beams_in(document: dict[str, dict[str, dict[str, dict[str, object]]]]) -> list[int]:
    """Give the largest beam_size of every form."""
    return [
        content["schema"]["properties"]["beam_size"]["maximum"]
        for path in document["paths"].values()
        for operation in path.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()  # type: ignore[attr-defined]
        if "beam_size" in content["schema"].get("properties", {})
    ]


@pytest.mark.parametrize(("most", "best_of"), [(10, 10), (2, 5)])
def test_candidates_are_limited_as_beams_are_but_the_default_is_always_allowed(
    most: int, best_of: int
) -> None:
    assert OptionLimits(beam_size=most).maxima["best_of"] == best_of
    with pytest.raises(InvalidRequestError, match=f"a best_of of {best_of} at most"):
        OptionLimits(beam_size=most).ensure_within(
            TranscriptionOptions(beam_size=1, decoding=DecodingOptions(best_of=best_of + 1))
        )
