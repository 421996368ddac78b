from typing import Any

import pytest

from domain.job import Job, JobStatus
from domain.transcript import Passage, Segment, Word
from domain.user import User
from tests.service_in_memory import Client, ServiceInMemory

WORDS = (Word(0.0, 1.0, " wun", 0.4),)
PASSAGES = (
    Passage((Segment(0.0, 1.0, " wun", words=WORDS), Segment(1.0, 2.0, " two")), 2.0),
    Passage((Segment(2.0, 3.0, " Thanks for watching!"),), 3.0),
)


@pytest.fixture
async def job(service: ServiceInMemory, ada: User) -> Job:
    return await service.completed_job(ada.id, *PASSAGES)


async def correct(
    client: Client, job: Job, bearer: dict[str, str], index: object, text: object
) -> Any:
    path = f"/jobs/{job.id}/segments/{index}"
    return await client.put(path, json={"text": text}, headers=bearer)


async def read(client: Client, job: Job, bearer: dict[str, str], query: str) -> str:
    answer = await client.get(f"/jobs/{job.id}/transcript?{query}", headers=bearer)
    assert answer.status == 200
    return await answer.text()


async def test_who_corrects_a_segment_is_shown_both_versions(
    client: Client, service: ServiceInMemory, job: Job, bearer: dict[str, str]
) -> None:
    answer = await correct(client, job, bearer, 0, " one\n")
    shown = await answer.json()
    assert answer.status == 200
    assert (shown["id"], shown["text"], shown["original_text"]) == (0, " one", " wun")
    assert shown["corrected_at"] == service.clock.now().isoformat().replace("+00:00", "Z")
    assert shown["words"] is None


async def test_every_export_takes_the_correction_unless_asked_for_the_original(
    client: Client, job: Job, bearer: dict[str, str]
) -> None:
    await correct(client, job, bearer, 0, "one")
    for form in ("json", "txt", "srt", "vtt", "tsv"):
        corrected = await read(client, job, bearer, f"format={form}")
        original = await read(client, job, bearer, f"format={form}&version=original")
        assert "one" in corrected
        assert "one" not in original
        assert "wun" in original
        assert "wun" not in corrected.replace('"original_text":" wun"', "")


async def test_the_original_as_json_is_as_if_nothing_had_been_corrected(
    client: Client, job: Job, bearer: dict[str, str]
) -> None:
    before = await read(client, job, bearer, "format=json")
    await correct(client, job, bearer, 0, "one")
    assert await read(client, job, bearer, "format=json&version=original") == before
    assert await read(client, job, bearer, "format=json") != before


async def test_the_job_shows_the_corrected_text_at_once_also_where_it_was_remembered(
    client: Client, job: Job, bearer: dict[str, str]
) -> None:
    async def shown() -> tuple[str, str]:
        alone = await (await client.get(f"/jobs/{job.id}", headers=bearer)).json()
        listed = await (await client.get("/jobs/", headers=bearer)).json()
        return alone["transcript"], listed["jobs"][0]["transcript"]

    assert await shown() == ("wun two Thanks for watching!",) * 2
    await correct(client, job, bearer, 0, "one")
    assert await shown() == ("one two Thanks for watching!",) * 2
    await client.delete(f"/jobs/{job.id}/segments/0/correction", headers=bearer)
    assert await shown() == ("wun two Thanks for watching!",) * 2


async def test_where_nothing_was_said_there_is_no_subtitle(
    client: Client, job: Job, bearer: dict[str, str]
) -> None:
    assert (await correct(client, job, bearer, 2, "")).status == 200
    assert await read(client, job, bearer, "format=txt") == "wun\ntwo\n"
    assert "watching" not in await read(client, job, bearer, "format=srt")


async def test_a_correction_can_be_withdrawn(
    client: Client, job: Job, bearer: dict[str, str]
) -> None:
    before = await read(client, job, bearer, "format=json")
    await correct(client, job, bearer, 1, "too")
    for _ in range(2):
        answer = await client.delete(f"/jobs/{job.id}/segments/1/correction", headers=bearer)
        assert answer.status == 204
    assert await read(client, job, bearer, "format=json") == before


@pytest.mark.parametrize("index", ["3", "999999999", "1000000000", "-1", "01", "1.0", "x", "%20"])
async def test_a_segment_that_is_not_there_is_not_found(
    client: Client, job: Job, bearer: dict[str, str], index: str
) -> None:
    answer = await correct(client, job, bearer, index, "one")
    assert (answer.status, (await answer.json())["code"]) == (404, "segment_not_found")
    gone = await client.delete(f"/jobs/{job.id}/segments/{index}/correction", headers=bearer)
    assert gone.status == 404


@pytest.mark.parametrize(
    "text", ["x" * 2_001, "\0", "\ud800", "a\u202eb", "\x1b[2J", "\u2066", None, 5, ["one"]]
)
async def test_what_is_no_text_of_a_segment_is_refused(
    client: Client, job: Job, bearer: dict[str, str], text: object
) -> None:
    answer = await correct(client, job, bearer, 0, text)
    assert (answer.status, (await answer.json())["errors"][0]["field"]) == (422, "text")


async def test_a_correction_that_is_refused_for_a_character_says_which(
    client: Client, job: Job, bearer: dict[str, str]
) -> None:
    answer = await correct(client, job, bearer, 0, "a\u202eb")
    (fault,) = (await answer.json())["errors"]
    assert "U+202E" in fault["detail"]


async def test_half_a_transcript_cannot_be_corrected(
    client: Client, service: ServiceInMemory, ada: User, bearer: dict[str, str]
) -> None:
    job = await service.job_of(ada.id)
    assert job.status is JobStatus.QUEUED
    answer = await correct(client, job, bearer, 0, "one")
    assert (answer.status, (await answer.json())["code"]) == (409, "transcript_not_ready")


async def test_nobody_corrects_the_words_of_another(
    client: Client, service: ServiceInMemory, job: Job, bob: User, bearer: dict[str, str]
) -> None:
    theirs = service.bearer(bob)
    assert (await correct(client, job, theirs, 0, "one")).status == 404
    path = f"/jobs/{job.id}/segments/0/correction"
    assert (await client.delete(path, headers=theirs)).status == 404
    assert "wun" in await read(client, job, bearer, "format=txt")
