import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from application.uploads.receive_upload import ReceiveUpload
from domain.errors.capacity import DatabaseUnavailableError
from domain.job import Job, Recording
from domain.options import TranscriptionOptions
from domain.spoken_languages import SpokenLanguage
from domain.transcript import Cut, Gap, Passage, Segment, Word
from domain.user import User
from tests.far_end import until_soon
from tests.memory.ids import SequentialIds
from tests.memory.passages import MemoryPassageRepository
from tests.samples import a_passage
from tests.service_in_memory import Client, ServiceInMemory

Bearer = dict[str, str]
PASSAGES = (
    Passage((Segment(0.0, 1.0, " one <two>."), Segment(1.0, 2.5, " three")), 2.5),
    Passage((Segment(4.0, 5.0, " four "),), 5.0),
)
DOCUMENTS = {
    "txt": ("text/plain; charset=utf-8", "one <two>.\nthree\nfour\n"),
    "srt": (
        "application/x-subrip",
        (
            "1\n00:00:00,000 --> 00:00:02,500\none <two>. three\n\n"
            "2\n00:00:04,000 --> 00:00:05,000\nfour\n\n"
        ),
    ),
    "vtt": (
        "text/vtt; charset=utf-8",
        (
            "WEBVTT\n\n00:00:00.000 --> 00:00:02.500\none &lt;two&gt;. three\n\n"
            "00:00:04.000 --> 00:00:05.000\nfour\n\n"
        ),
    ),
    "tsv": (
        "text/tab-separated-values; charset=utf-8",
        "start\tend\ttext\n0\t1000\tone <two>.\n1000\t2500\tthree\n4000\t5000\tfour\n",
    ),
}

WITH_WORDS = TranscriptionOptions(word_timestamps=True)


@pytest.fixture
async def job(service: ServiceInMemory, ada: User) -> Job:
    return await service.completed_job(ada.id, *PASSAGES)


@pytest.mark.parametrize("form", DOCUMENTS)
@pytest.mark.parametrize("slash", ["", "/"])
async def test_a_transcript_can_be_had_in_every_text_format(
    client: Client, bearer: Bearer, job: Job, form: str, slash: str
) -> None:
    path = f"/jobs/{job.id}/transcript{slash}?format={form}"
    answer = await client.get(path, headers=bearer, allow_redirects=False)
    media_type, text = DOCUMENTS[form]
    assert answer.status == 200
    assert answer.headers["Content-Type"] == media_type
    assert (await answer.read()).decode() == text
    disposition = answer.headers["Content-Disposition"]
    assert disposition == f"attachment; filename=\"talk.{form}\"; filename*=UTF-8''talk.{form}"


async def test_json_is_the_default_and_holds_text_and_segments(
    client: Client, bearer: Bearer, job: Job
) -> None:
    answer = await client.get(f"/jobs/{job.id}/transcript", headers=bearer)
    assert answer.headers["Content-Type"] == "application/json"
    body = await answer.json()
    assert body.keys() == {
        "job_id", "task", "language", "languages", "duration", "speakers", "text", "segments",
        "gaps", "cuts",
    }  # fmt: skip
    assert (body["languages"], body["gaps"], body["cuts"]) == ([], [], [])
    assert body["text"] == "one <two>. three four"
    assert (body["language"], body["duration"], body["task"]) == ("de", 9.5, "transcribe")
    assert [segment["id"] for segment in body["segments"]] == [0, 1, 2]
    assert body["segments"][1] == {
        "id": 1,
        "start": 1.0,
        "end": 2.5,
        "text": " three",
        "temperature": 0.0,
        "avg_logprob": 0.0,
        "compression_ratio": 0.0,
        "no_speech_prob": 0.0,
    }


async def test_languages_and_channels_are_said_where_they_are_known(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    segments = (
        Segment(0.0, 1.0, " eins", language="de", channel=1),
        Segment(1.0, 4.0, " two", language="en", channel=2),
    )
    spoken = (SpokenLanguage("en", 3.0), SpokenLanguage("de", 1.0))
    job = await service.completed_job(ada.id, Passage(segments, 4.0), languages=spoken)
    body = await (await client.get(f"/jobs/{job.id}/transcript", headers=bearer)).json()
    assert [(s["language"], s["channel"]) for s in body["segments"]] == [("de", 1), ("en", 2)]
    shown = await (await client.get(f"/jobs/{job.id}", headers=bearer)).json()
    assert (
        shown["languages"]
        == body["languages"]
        == [
            {"language": "en", "seconds": 3.0, "share": 0.75},
            {"language": "de", "seconds": 1.0, "share": 0.25},
        ]
    )


async def test_words_come_with_their_times(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    words = (Word(0.1, 0.4, ' "eins"', 0.9),)
    job = await service.completed_job(
        ada.id, Passage((Segment(0.0, 1.0, ' "eins"', words=words),), 1.0), options=WITH_WORDS
    )
    body = await (await client.get(f"/jobs/{job.id}/transcript", headers=bearer)).json()
    assert body["text"] == '"eins"'
    assert body["segments"][0]["words"] == [
        {"word": ' "eins"', "start": 0.1, "end": 0.4, "probability": 0.9}
    ]


async def test_words_are_listed_only_where_they_were_asked_for(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    words = (Word(0.0, 1.0, " one.", 0.9), Word(4.0, 5.0, " two", 0.9))
    said = Passage((Segment(0.0, 5.0, " one. two", words=words),), 5.0)
    job = await service.completed_job(ada.id, said)
    address = f"/jobs/{job.id}/transcript"
    body = await (await client.get(address, headers=bearer)).json()
    assert "words" not in body["segments"][0]
    srt = await (await client.get(f"{address}?format=srt", headers=bearer)).text()
    assert "00:00:04,000 --> 00:00:05,000\ntwo\n" in srt


async def test_what_the_transcript_leaves_out_is_listed(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    job = await service.completed_job(
        ada.id,
        Passage((), 3.0, gaps=(Gap(1.0, 2.5), Gap(2.75, 3.0))),
        Passage((Segment(3.0, 4.0, " one"),), 9.0, cuts=(Cut(4.0, 8.0, ' "one" one'),)),
        Passage((), 12.0, gaps=(Gap(10.0, 12.0),)),
    )
    body = await (await client.get(f"/jobs/{job.id}/transcript", headers=bearer)).json()
    assert body["gaps"] == [
        {"start": 1.0, "end": 2.5},
        {"start": 2.75, "end": 3.0},
        {"start": 10.0, "end": 12.0},
    ]
    assert body["cuts"] == [{"start": 4.0, "end": 8.0, "text": ' "one" one'}]


async def test_the_text_is_the_one_that_the_job_shows(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    texts = [" ", "  a \n", " ", "\t", "b ", " ", " c  ", " "]
    job = await service.completed_job(
        ada.id, *(a_passage(text, end=float(n)) for n, text in enumerate(texts, 1))
    )
    shown = await (await client.get(f"/jobs/{job.id}", headers=bearer)).json()
    body = await (await client.get(f"/jobs/{job.id}/transcript", headers=bearer)).json()
    assert body["text"] == shown["transcript"] == "".join(texts).strip()


@pytest.mark.parametrize("form", ["json", "txt", "srt", "vtt", "tsv"])
async def test_silence_is_a_transcript_too(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer, form: str
) -> None:
    job = await service.completed_job(ada.id)
    answer = await client.get(f"/jobs/{job.id}/transcript?format={form}", headers=bearer)
    text = await answer.text()
    assert answer.status == 200
    if form == "json":
        assert (json.loads(text)["text"], json.loads(text)["segments"]) == ("", [])


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/vtt", "text/vtt"),
        ("application/x-subrip", "application/x-subrip"),
        ("text/html, text/plain;q=0.8, */*;q=0.1", "text/plain"),
        ("text/*", "text/plain"),
        ("*/*", "application/json"),
        ("image/png", "application/json"),
        ("text/vtt;q=0.5, application/json;q=0.6", "application/json"),
    ],
)
async def test_without_a_format_the_accept_header_decides(
    client: Client, bearer: Bearer, job: Job, accept: str, media_type: str
) -> None:
    headers = {**bearer, "Accept": accept}
    answer = await client.get(f"/jobs/{job.id}/transcript", headers=headers)
    assert answer.content_type == media_type
    assert answer.headers["Vary"] == "Accept"


async def test_the_format_goes_before_the_accept_header(
    client: Client, bearer: Bearer, job: Job
) -> None:
    headers = {**bearer, "Accept": "text/vtt"}
    answer = await client.get(f"/jobs/{job.id}/transcript?format=srt", headers=headers)
    assert answer.content_type == "application/x-subrip"


async def test_subtitles_are_laid_out_as_asked(client: Client, bearer: Bearer, job: Job) -> None:
    query = "format=srt&max_line_width=8"
    answer = await client.get(f"/jobs/{job.id}/transcript?{query}", headers=bearer)
    lines = (await answer.text()).splitlines()
    assert lines
    assert all(len(line) <= 8 for line in lines if "-->" not in line)


async def test_a_table_may_be_escaped_for_spreadsheets(
    client: Client, bearer: Bearer, job: Job
) -> None:
    path = f"/jobs/{job.id}"
    await client.put(f"{path}/segments/0", json={"text": "=1+1"}, headers=bearer)
    for query, cell in (("", "\t=1+1\n"), ("&escape_cells=true", "\t'=1+1\n")):
        answer = await client.get(f"{path}/transcript?format=tsv{query}", headers=bearer)
        assert cell in await answer.text()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("format=srt&max_line_width=1", "max_line_width"),
        ("format=odt", "format"),
        ("format=srt&format=vtt", "format"),
        ("f=1", "f"),
    ],
)
async def test_an_unknown_format_is_told_which_there_are(
    client: Client, bearer: Bearer, job: Job, query: str, field: str
) -> None:
    answer = await client.get(f"/jobs/{job.id}/transcript?{query}", headers=bearer)
    body = await answer.json()
    assert (answer.status, body["errors"][0]["field"]) == (422, field)
    if query == "format=odt":
        assert "json, txt, srt, vtt, tsv" in body["detail"]


async def test_before_the_end_there_is_no_transcript(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    job = await service.job_of(ada.id)
    answer = await client.get(f"/jobs/{job.id}/transcript", headers=bearer)
    assert (answer.status, (await answer.json())["code"]) == (409, "transcript_not_ready")


async def test_head_tells_the_type_without_reading(
    client: Client, bearer: Bearer, job: Job
) -> None:
    answer = await client.head(f"/jobs/{job.id}/transcript?format=vtt", headers=bearer)
    assert (answer.status, answer.content_type, await answer.read()) == (200, "text/vtt", b"")


async def test_the_name_of_the_document_comes_from_the_recording(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    recording = Recording(
        (await service.job_of(ada.id)).recording.key, '..\\Grüß "Gott".mp3', 1, ""
    )
    job = await service.completed_job(ada.id, recording=recording)
    answer = await client.get(f"/jobs/{job.id}/transcript?format=srt", headers=bearer)
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"Gr__ _Gott_.srt\"; filename*=UTF-8''Gr%C3%BC%C3%9F%20%22Gott%22.srt"
    )


def break_after(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the database go away after so many segments."""

    async def segments(*_: Any) -> AsyncIterator[Segment]:
        for number in range(count):
            yield Segment(number, number + 1, "x" * 1_000)
        raise DatabaseUnavailableError

    monkeypatch.setattr(MemoryPassageRepository, "segments", segments)


async def test_a_database_that_is_away_at_once_is_a_problem(
    client: Client, bearer: Bearer, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_after(0, monkeypatch)
    answer = await client.get(f"/jobs/{job.id}/transcript?format=txt", headers=bearer)
    assert (answer.status, (await answer.json())["code"]) == (503, "database_unavailable")


async def test_a_database_that_goes_away_midway_breaks_the_connection(
    client: Client, bearer: Bearer, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_after(100, monkeypatch)
    answer = await client.get(f"/jobs/{job.id}/transcript?format=txt", headers=bearer)
    assert answer.status == 200
    with pytest.raises(aiohttp.ClientPayloadError):
        await answer.read()


@pytest.mark.parametrize("path", ["transcript", "audio"])
async def test_whoever_does_not_read_is_dropped(
    service: ServiceInMemory, ada: User, bearer: Bearer, path: str
) -> None:
    segment = Segment(0, 1, " " + "x" * 100_000)
    passages = [Passage((segment,), float(n + 1)) for n in range(200)]
    receive = ReceiveUpload(service.blobs, SequentialIds(), limit_bytes=20_000_000)
    recording = await receive("night.wav", one(bytes(20_000_000)))
    job = await service.completed_job(ada.id, *passages, recording=recording)
    with capture_logs() as lines:
        async with service.client(stall_seconds=0.2) as client:
            answer = await client.get(f"/jobs/{job.id}/{path}", headers=bearer)
            assert not answered(lines)
            await until_soon(lambda: answered(lines))
            answer.close()


def answered(lines: Sequence[Mapping[str, Any]]) -> bool:
    return any(line["event"] == "request_answered" for line in lines)


async def one(data: bytes) -> AsyncIterator[bytes]:
    yield data
