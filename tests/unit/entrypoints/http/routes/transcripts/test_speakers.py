from typing import Any

import pytest

from application.ports.event_bus import Topic
from domain.job import Job, JobStatus
from domain.options import TranscriptionOptions
from domain.speaker_assignment import Part
from domain.speakers import Speaker, SpeakerTurn
from domain.transcript import Passage, Segment, Word
from domain.user import User
from tests.service_in_memory import Client, ServiceInMemory

Bearer = dict[str, str]
WORDS = tuple(Word(n * 1.0, n + 1.0, text, 0.9) for n, text in enumerate((" who?", " me.", " ah.")))
PASSAGE = Passage((Segment(0.0, 3.0, " who? me. ah.", words=WORDS), Segment(3.0, 4.0, " so")), 4.0)
TURNS = (SpeakerTurn(0.0, 1.0, "A"), SpeakerTurn(1.0, 2.0, "B"), SpeakerTurn(2.0, 4.0, "C"))
PARTS = ((Part(0, "A"), Part(1, "B"), Part(2, "C")), (Part(0, "C"),))
SPEAKERS = (Speaker("A", 1.0), Speaker("B", 1.0), Speaker("C", 2.0))
DIARIZED = TranscriptionOptions(diarize=True, word_timestamps=True)


@pytest.fixture
async def job(service: ServiceInMemory, ada: User) -> Job:
    job = await service.completed_job(ada.id, PASSAGE, options=DIARIZED, speakers=SPEAKERS)
    async with service.unit_of_work() as uow:
        await uow.speakers.keep(job.id, TURNS, PARTS)
        await uow.commit()
    return job


class Api:
    """Requests about one job."""

    def __init__(self, client: Client, job: Job, bearer: Bearer) -> None:
        self._client = client
        self._job = job
        self._bearer = bearer

    async def send(self, method: str, path: str, **body: object) -> tuple[int, Any]:
        url = f"/jobs/{self._job.id}{path}"
        answer = await self._client.request(method, url, headers=self._bearer, json=body or None)
        return answer.status, None if answer.status == 204 else await answer.json()

    async def put(self, path: str, **body: object) -> Any:
        status, answer = await self.send("PUT", path, **body)
        assert status == 200, answer
        return answer

    async def transcript(self, query: str = "") -> Any:
        return (await self.send("GET", f"/transcript?format=json{query}"))[1]

    async def said(self, query: str = "") -> list[tuple[str, str]]:
        segments = (await self.transcript(query))["segments"]
        return [(segment["speaker"], segment["text"].strip()) for segment in segments]

    async def shown(self) -> list[tuple[str, str | None, float]]:
        speakers = (await self.send("GET", "/speakers"))[1]["speakers"]
        return [(each["label"], each["name"], each["seconds"]) for each in speakers]


@pytest.fixture
def api(client: Client, job: Job, bearer: Bearer) -> Api:
    return Api(client, job, bearer)


async def test_segments_and_words_name_their_speaker(api: Api) -> None:
    body = await api.transcript()
    assert [(s["id"], s["speaker"], s["text"]) for s in body["segments"]] == [
        (0, "A", " who?"),
        (1, "B", " me."),
        (2, "C", " ah."),
        (3, "C", " so"),
    ]
    assert body["segments"][1]["words"] == [
        {"word": " me.", "start": 1.0, "end": 2.0, "probability": 0.9, "speaker": "B"}
    ]
    assert body["text"] == "who? me. ah. so"
    assert [each["share"] for each in body["speakers"]] == [0.25, 0.25, 0.5]


async def test_a_job_shows_its_speakers(api: Api) -> None:
    _, shown = await api.send("GET", "")
    assert shown["speakers"][2] == {
        "label": "C", "name": None, "seconds": 2.0, "share": 0.5, "merged": [],
    }  # fmt: skip
    assert shown["stages"][2] == {"stage": "diarizing", "progress": 1.0}


async def test_a_speaker_gets_a_name_and_loses_it(api: Api) -> None:
    await api.send("GET", "")  # the job is in the cache from now on
    named = await api.put("/speakers/A", name="  Anna \n Schmidt ")
    assert named["speakers"][0]["name"] == "Anna Schmidt"
    assert (await api.send("GET", ""))[1]["speakers"][0]["name"] == "Anna Schmidt"
    assert (await api.transcript())["speakers"][0]["name"] == "Anna Schmidt"
    assert (await api.transcript("&version=original"))["speakers"][0]["name"] is None
    assert (await api.said())[0] == ("A", "who?")
    status, answer = await api.send("DELETE", "/speakers/A/name")
    assert (status, answer["speakers"][0]["name"]) == (200, None)
    assert (await api.send("DELETE", "/speakers/A/name"))[0] == 200


async def test_every_edit_is_told_to_those_who_watch(
    service: ServiceInMemory, api: Api, job: Job, ada: User
) -> None:
    with service.bus.subscribe(Topic(ada.id)) as subscription:
        for method, path, body in (
            ("PUT", "/speakers/A", {"name": "Anna"}),
            ("PUT", "/speakers/C/merge", {"into": "A"}),
            ("PUT", "/segments/1/speaker", {"speaker": "A"}),
            ("DELETE", "/speaker-edits", {}),
        ):
            assert (await api.send(method, path, **body))[0] < 300
            told = [entry.notice for entry in await subscription.take()]
            assert [(each.kind, each.job_id) for each in told if each] == [("speakers", job.id)]


async def test_an_edit_that_is_refused_is_not_told(
    service: ServiceInMemory, api: Api, ada: User
) -> None:
    with service.bus.subscribe(Topic(ada.id)) as subscription:
        assert (await api.send("PUT", "/speakers/X", name="Anna"))[0] == 404
        await api.put("/speakers/A", name="Anna")
        assert len(await subscription.take()) == 1


async def test_two_speakers_become_one_and_two_again(api: Api) -> None:
    merged = await api.put("/speakers/C/merge", into="A")
    assert merged["speakers"][0] == {
        "label": "A", "name": None, "seconds": 3.0, "share": 0.75, "merged": ["C"],
    }  # fmt: skip
    assert [speaker for speaker, _ in await api.said()] == ["A", "B", "A", "A"]
    assert [speaker for speaker, _ in await api.said("&version=original")] == ["A", "B", "C", "C"]
    turns = (await api.send("GET", "/turns"))[1]["turns"]
    assert [(turn["start"], turn["speaker"]) for turn in turns] == [(0, "A"), (1, "B"), (2, "A")]
    segment = (await api.transcript())["segments"][2]
    assert (segment["original_speaker"], segment["words"][0]["speaker"]) == ("C", "A")
    await api.send("DELETE", "/speakers/C/merge")
    assert [speaker for speaker, _ in await api.said()] == ["A", "B", "C", "C"]


async def test_a_segment_goes_to_another_speaker_and_back(api: Api) -> None:
    moved = await api.put("/segments/1/speaker", speaker="C")
    assert (moved["id"], moved["speaker"], moved["original_speaker"]) == (1, "C", "B")
    assert await api.said() == [("A", "who?"), ("C", "me."), ("C", "ah."), ("C", "so")]
    status, back = await api.send("DELETE", "/segments/1/speaker")
    assert (status, back["speaker"], back["original_speaker"]) == (200, "B", None)


async def test_a_moved_segment_follows_who_its_speaker_is_merged_into(api: Api) -> None:
    await api.put("/segments/0/speaker", speaker="C")
    await api.put("/speakers/C/merge", into="B")
    assert [speaker for speaker, _ in await api.said()] == ["B", "B", "B", "B"]


async def test_a_part_of_a_divided_segment_is_corrected_alone(api: Api) -> None:
    corrected = await api.put("/segments/1", text="it is me")
    assert (corrected["speaker"], corrected["original_text"]) == ("B", " me.")
    assert await api.said() == [("A", "who?"), ("B", "it is me"), ("C", "ah."), ("C", "so")]
    await api.put("/segments/1/speaker", speaker="A")
    await api.put("/speakers/C/merge", into="A")
    assert (await api.said())[1:3] == [("A", "it is me"), ("A", "ah.")]
    assert (await api.transcript())["text"] == "who? it is me ah. so"


async def test_all_edits_are_withdrawn_at_once_and_corrections_stay(api: Api) -> None:
    await api.put("/speakers/A", name="Anna")
    await api.put("/speakers/C/merge", into="B")
    await api.put("/segments/0/speaker", speaker="B")
    await api.put("/segments/0", text="who is it?")
    assert (await api.send("DELETE", "/speaker-edits"))[0] == 204
    assert await api.shown() == [("A", None, 1.0), ("B", None, 1.0), ("C", None, 2.0)]
    assert (await api.said())[0] == ("A", "who is it?")


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/speakers/D", {"name": "Dora"}, "speaker_not_found"),
        ("/speakers/a", {"name": "Anna"}, "speaker_not_found"),
        ("/speakers/A/merge", {"into": "D"}, "speaker_not_found"),
        ("/speakers/D/merge", {"into": "A"}, "speaker_not_found"),
        ("/segments/0/speaker", {"speaker": "D"}, "speaker_not_found"),
        ("/segments/9/speaker", {"speaker": "A"}, "segment_not_found"),
    ],
)
async def test_who_and_what_is_not_there_cannot_be_edited(
    service: ServiceInMemory, api: Api, path: str, body: dict[str, object], code: str
) -> None:
    before = service.database.records.copy()
    status, answer = await api.send("PUT", path, **body)
    assert (status, answer["code"]) == (404, code)
    assert service.database.records == before


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/speakers/A", {"name": ""}, "name"),
        ("/speakers/A", {"name": " \n "}, "name"),
        ("/speakers/A", {"name": "x" * 101}, "name"),
        ("/speakers/A", {"name": "Anna\u202egnP"}, "name"),
        ("/speakers/A", {"name": "Anna\u0000"}, "name"),
        ("/speakers/A/merge", {"into": "A"}, "into"),
        ("/speakers/A/merge", {"into": ""}, "into"),
        ("/segments/0/speaker", {"speaker": None}, "speaker"),
    ],
)
async def test_edits_that_make_no_sense_are_refused_in_words(
    api: Api, path: str, body: dict[str, object], field: str
) -> None:
    status, answer = await api.send("PUT", path, **body)
    assert (status, [error["field"] for error in answer["errors"]]) == (422, [field])


async def test_a_job_without_speakers_has_none_to_show_or_to_name(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    plain = Api(client, await service.completed_job(ada.id, PASSAGE), bearer)
    assert await plain.shown() == []
    assert (await plain.send("GET", "/turns"))[1] == {"turns": []}
    status, answer = await plain.send("PUT", "/speakers/A", name="Anna")
    assert (status, answer["code"]) == (404, "speaker_not_found")
    assert "no speakers were told apart" in answer["detail"]


async def test_a_job_that_is_not_completed_has_no_speakers_yet(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    waiting = Api(client, await service.job_of(ada.id, status=JobStatus.QUEUED), bearer)
    for method, path, body in (
        ("GET", "/speakers", {}),
        ("GET", "/turns", {}),
        ("PUT", "/speakers/A", {"name": "Anna"}),
        ("DELETE", "/speaker-edits", {}),
    ):
        status, answer = await waiting.send(method, path, **body)
        assert (status, answer["code"]) == (409, "transcript_not_ready")
