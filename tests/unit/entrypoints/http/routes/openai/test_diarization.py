"""OpenAI's model that tells speakers apart, over a real socket; its own client is the judge."""

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from openai.types.audio import (
    TranscriptionDiarized,
    TranscriptionTextDeltaEvent,
    TranscriptionTextDoneEvent,
    TranscriptionTextSegmentEvent,
)

from domain.errors.speakers import VoiceSampleLengthError, VoiceSampleMixedError
from domain.errors.transcription import ModelUnavailableError
from domain.speakers import SpeakerCounts, SpeakerTurn
from domain.transcript import Passage, Segment, Word
from domain.user import User
from tests.far_end import until_soon
from tests.service_in_memory import SOUND, ServiceInMemory
from tests.unit.entrypoints.http.routes.openai.conftest import a_client

MODEL = "gpt-4o-transcribe-diarize"
FILE = ("talk.wav", SOUND, "audio/wav")
SAID = Passage(
    (
        Segment(
            0.0, 2.0, " Good morning. Hello!",
            words=(Word(0.0, 0.4, " Good", 0.9), Word(0.4, 0.9, " morning.", 0.9),
                   Word(1.2, 1.9, " Hello!", 0.9)),
        ),
        Segment(2.0, 3.0, " How are you?", words=(Word(2.0, 3.0, " How are you?", 0.9),)),
    ),
    3.0,
)  # fmt: skip
TEXT = "Good morning. Hello! How are you?"
ANNA, BEN = b"RIFF....WAVE anna", b"RIFF....WAVE ben"


def a_reference(sound: bytes) -> str:
    return f"data:audio/wav;base64,{base64.b64encode(sound).decode()}"


@pytest.fixture(autouse=True)
def voices(service: ServiceInMemory) -> None:
    service.transcriber.passages = (SAID,)
    service.diarizer.turns = (SpeakerTurn(0.0, 1.0, "x"), SpeakerTurn(1.1, 3.0, "y"))
    service.diarizer.samples = {ANNA: "x", BEN: "y", SOUND: "z"}


@pytest.fixture
async def client(url: str, key: str) -> AsyncIterator[AsyncOpenAI]:
    async with a_client(url, key) as client:
        yield client


async def nothing_is_left_of_it(service: ServiceInMemory) -> None:
    await until_soon(lambda: service.transcriber.open == 0)
    async with asyncio.timeout(10):
        while await service.stored_blobs():  # noqa: ASYNC110  # the other end wakes nobody here
            await asyncio.sleep(0.01)
    assert service.direct_places.held == 0


async def test_each_segment_names_its_speaker(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    answer = await client.audio.transcriptions.create(
        file=FILE, model=MODEL, response_format="diarized_json", chunking_strategy="auto"
    )
    assert isinstance(answer, TranscriptionDiarized)
    assert answer.to_dict() == {
        "task": "transcribe",
        "duration": 3.0,
        "text": TEXT,
        "segments": [
            {
                "type": "transcript.text.segment", "id": "seg_0", "start": 0.0, "end": 0.9,
                "text": "Good morning.", "speaker": "A",
            },
            {
                "type": "transcript.text.segment", "id": "seg_1", "start": 1.2, "end": 2.0,
                "text": "Hello!", "speaker": "B",
            },
            {
                "type": "transcript.text.segment", "id": "seg_2", "start": 2.0, "end": 3.0,
                "text": "How are you?", "speaker": "B",
            },
        ],
        "usage": {"type": "duration", "seconds": 3.0},
    }  # fmt: skip
    await nothing_is_left_of_it(service)


async def test_the_synchronous_client_gets_the_same(url: str, key: str) -> None:
    def ask() -> TranscriptionDiarized:
        with OpenAI(base_url=url, api_key=key, max_retries=0, timeout=10) as client:
            return client.audio.transcriptions.create(
                file=FILE, model=MODEL, response_format="diarized_json"
            )

    answer = await asyncio.to_thread(ask)
    assert [each.speaker for each in answer.segments] == ["A", "B", "B"]


async def test_the_model_answers_with_plain_text_too(client: AsyncOpenAI) -> None:
    answer = await client.audio.transcriptions.create(file=FILE, model=MODEL)
    assert answer.text == TEXT


async def test_a_stream_has_segments_with_their_texts(client: AsyncOpenAI) -> None:
    stream = await client.audio.transcriptions.create(
        file=FILE, model=MODEL, response_format="diarized_json", stream=True
    )
    events = [event async for event in stream]
    segments = [each for each in events if isinstance(each, TranscriptionTextSegmentEvent)]
    deltas = [each for each in events if isinstance(each, TranscriptionTextDeltaEvent)]
    assert [(each.id, each.speaker, each.text) for each in segments] == [
        ("seg_0", "A", "Good morning."), ("seg_1", "B", "Hello!"), ("seg_2", "B", "How are you?"),
    ]  # fmt: skip
    assert [each.segment_id for each in deltas] == ["seg_0", "seg_1", "seg_2"]
    assert "".join(each.delta for each in deltas) == TEXT
    assert isinstance(events[-1], TranscriptionTextDoneEvent)
    assert events[-1].text == TEXT


async def test_known_speakers_are_called_by_their_names(
    client: AsyncOpenAI, service: ServiceInMemory, ada: User
) -> None:
    answer = await client.audio.transcriptions.create(
        file=FILE,
        model=MODEL,
        response_format="diarized_json",
        known_speaker_names=["Ben, the [2nd]"],
        known_speaker_references=[a_reference(BEN)],
    )
    said = ["A", "Ben, the [2nd]", "Ben, the [2nd]"]
    assert [each.speaker for each in answer.segments] == said
    assert service.diarizer.sample_owners == [ada.id]  # they take turns
    await nothing_is_left_of_it(service)


async def test_a_stranger_gets_no_known_name_and_no_letter_that_is_one(
    client: AsyncOpenAI,
) -> None:
    answer = await client.audio.transcriptions.create(
        file=FILE,
        model=MODEL,
        response_format="diarized_json",
        known_speaker_names=["A", "Zoe"],
        known_speaker_references=[a_reference(BEN), a_reference(SOUND)],
    )
    assert [each.speaker for each in answer.segments] == ["B", "A", "A"]


async def test_a_segment_that_nobody_was_heard_to_speak_has_a_speaker_all_the_same(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    service.diarizer.turns = ()
    answer = await client.audio.transcriptions.create(
        file=FILE, model=MODEL, response_format="diarized_json"
    )
    assert {each.speaker for each in answer.segments} == {"A"}


async def test_channels_are_speakers(client: AsyncOpenAI, service: ServiceInMemory) -> None:
    left, right = Segment(0.0, 1.0, " one", channel=1), Segment(0.5, 1.5, " two", channel=2)
    service.transcriber.passages = (Passage((left, right), 2.0),)
    answer = await client.audio.transcriptions.create(
        file=FILE,
        model=MODEL,
        response_format="diarized_json",
        extra_body={"channels": "separate"},
    )
    assert [(each.speaker, each.text) for each in answer.segments] == [("A", "one"), ("B", "two")]
    assert service.diarizer.requests == []


async def test_what_is_known_of_the_number_is_used(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    await client.audio.transcriptions.create(
        file=FILE, model=MODEL, response_format="diarized_json", extra_body={"num_speakers": 2}
    )
    assert service.diarizer.counts == [SpeakerCounts(exact=2)]


async def test_other_models_and_formats_name_speakers_if_asked(client: AsyncOpenAI) -> None:
    answer = await client.audio.transcriptions.create(
        file=FILE, model="whisper-1", response_format="diarized_json"
    )
    assert [each.speaker for each in answer.segments] == ["A", "B", "B"]
    verbose = await client.audio.transcriptions.create(
        file=FILE,
        model="whisper-1",
        response_format="verbose_json",
        extra_body={"diarize": True},
    )
    assert [each.to_dict()["speaker"] for each in verbose.segments or ()] == ["A", "B", "B"]


REFERENCE = a_reference(ANNA)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"prompt": "Hello"}, "prompt"),
        ({"response_format": "verbose_json"}, "response_format"),
        ({"response_format": "srt"}, "response_format"),
        ({"include": ["logprobs"]}, "include"),
        (
            {"response_format": "verbose_json", "timestamp_granularities": ["word"]},
            "timestamp_granularities",
        ),
        ({"known_speaker_names": ["Anna"]}, "known_speaker_references"),
        ({"known_speaker_references": [REFERENCE]}, "known_speaker_names"),
        (
            {
                "known_speaker_names": list("abcde"),
                "known_speaker_references": [REFERENCE] * 5,
            },
            "known_speaker_references",
        ),
        (
            {"known_speaker_names": ["a", "a"], "known_speaker_references": [REFERENCE] * 2},
            "known_speaker_names",
        ),
        (
            {"known_speaker_names": ["a"], "known_speaker_references": ["https://x.org/a.wav"]},
            "known_speaker_references",
        ),
        (
            {
                "known_speaker_names": ["a"],
                "known_speaker_references": ["data:audio/wav;base64,@@@"],
            },
            "known_speaker_references",
        ),
        (
            {
                "model": "whisper-1",
                "known_speaker_names": ["a"],
                "known_speaker_references": [REFERENCE],
            },
            "known_speaker_names",
        ),
        (
            {
                "known_speaker_names": ["a"],
                "known_speaker_references": [REFERENCE],
                "extra_body": {"channels": "separate"},
            },
            "known_speaker_names",
        ),
        ({"extra_body": {"num_speakers": 2, "max_speakers": 3}}, "num_speakers"),
    ],
)
async def test_what_does_not_go_together_is_refused(
    client: AsyncOpenAI, service: ServiceInMemory, asked: dict[str, Any], field: str
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        await client.audio.transcriptions.create(**{"file": FILE, "model": MODEL, **asked})
    assert caught.value.param == field
    await nothing_is_left_of_it(service)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (VoiceSampleLengthError(1.2, 2, 10), "2 to 10 seconds"),
        (VoiceSampleMixedError(), "More than one person"),
    ],
)
async def test_a_sample_that_is_of_no_use_is_refused_by_its_name(
    client: AsyncOpenAI, service: ServiceInMemory, fault: Any, words: str
) -> None:
    service.diarizer.samples[ANNA] = fault
    with pytest.raises(openai.BadRequestError) as caught:
        await client.audio.transcriptions.create(
            file=FILE,
            model=MODEL,
            known_speaker_names=["Ben", "Anna"],
            known_speaker_references=[a_reference(BEN), a_reference(ANNA)],
        )
    assert caught.value.param == "known_speaker_references"
    assert "'Anna'" in caught.value.message
    assert words in caught.value.message
    await nothing_is_left_of_it(service)


async def test_without_the_models_for_it_the_answer_says_so(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    service.diarizer.failure = ModelUnavailableError("The models are not on this server.")
    with pytest.raises(openai.InternalServerError, match="not on this server"):
        await client.audio.transcriptions.create(
            file=FILE, model=MODEL, response_format="diarized_json"
        )
    await nothing_is_left_of_it(service)


@pytest.mark.filterwarnings("ignore:deprecated")  # so the client says of this route by now
async def test_a_translation_has_no_speakers(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="audio/transcriptions") as caught:
        await client.audio.translations.create(file=FILE, model=MODEL)
    assert caught.value.param == "model"
