"""OpenAI's audio API over a real socket; its own client is the judge."""

import asyncio
import math
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Literal

import openai
import pytest
import srt
import webvtt
from aiohttp import FormData
from openai import AsyncOpenAI, OpenAI
from openai.types.audio import (
    TranscriptionTextDeltaEvent,
    TranscriptionTextDoneEvent,
    TranscriptionVerbose,
    TranslationVerbose,
)

from domain.errors.transcription import AudioUnreadableError, ModelUnavailableError
from domain.options import Channels, Multilingual, Priority, Task, TranscriptionOptions
from domain.transcript import Gap, Passage, Segment, Word
from domain.user import User
from tests.fakes.transcriber import forever, raising
from tests.far_end import until_soon
from tests.service_in_memory import SOUND, Client, ServiceInMemory
from tests.unit.entrypoints.http.routes.openai.conftest import a_client

Bearer = dict[str, str]
FILE = ("talk.wav", SOUND, "audio/wav")
SAID = Passage(
    (
        Segment(
            0.04, 1.5, " Guten Tag --> hier", (7, 8), 0.2, -0.25, 1.1, 0.01,
            words=(Word(0.04, 0.5, " Guten", 0.9), Word(0.5, 1.5, " Tag", 0.8)),
        ),
        Segment(1.5, 3_661.5, " <b>& dort</b>", words=(Word(1.5, 3_661.5, " dort", 1.0),)),
    ),
    3_661.5,
)  # fmt: skip
USAGE = '{"type":"duration","seconds":1.0}'
COUNTED = {"type": "duration", "seconds": 4.0}
TEXT = "Guten Tag --> hier <b>& dort</b>"


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
    assert await service.jobs() == []
    assert service.queue.waiting == []


async def test_the_text_comes_with_what_it_counts_for(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    answer = await client.audio.transcriptions.create(file=FILE, model="whisper-1")
    assert answer.text == "one two three four"
    assert answer.usage
    assert answer.usage.model_dump() == COUNTED
    (request,) = service.transcriber.requests
    assert request.model == "digits"
    assert request.options == TranscriptionOptions(priority=Priority.HIGH)
    await nothing_is_left_of_it(service)


async def test_it_is_transcribed_in_its_users_turn(
    client: AsyncOpenAI, service: ServiceInMemory, ada: User
) -> None:
    await client.audio.transcriptions.create(file=FILE, model="whisper-1")
    assert [request.owner for request in service.transcriber.requests] == [ada.id]


async def test_every_answer_names_its_request_and_how_long_it_took(client: AsyncOpenAI) -> None:
    raw = await client.audio.transcriptions.with_raw_response.create(file=FILE, model="digits")
    assert raw.headers["x-request-id"]
    assert int(raw.headers["openai-processing-ms"]) >= 0
    with pytest.raises(openai.NotFoundError) as caught:
        await client.audio.transcriptions.create(file=FILE, model="huge")
    assert caught.value.request_id
    assert int(caught.value.response.headers["openai-processing-ms"]) >= 0


async def test_plain_text_is_a_line(client: AsyncOpenAI) -> None:
    text = await client.audio.transcriptions.create(
        file=FILE, model="whisper-1", response_format="text"
    )
    assert text == "one two three four\n"


async def test_srt_is_read_by_others_to_the_millisecond(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    service.transcriber.passages = (SAID,)
    raw = await client.audio.transcriptions.with_raw_response.create(
        file=FILE, model="whisper-1", response_format="srt"
    )
    assert raw.headers["content-type"] == "text/plain; charset=utf-8"
    first, *_, last = srt.parse(raw.parse())
    assert (first.start.total_seconds(), first.end.total_seconds()) == (0.04, 1.416)
    assert (first.content, last.content) == ("Guten Tag -> hier", "dort</b>")
    assert last.start.total_seconds() > 60.0


async def test_subtitles_are_laid_out_as_asked(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    service.transcriber.passages = (SAID,)
    raw = await client.audio.transcriptions.with_raw_response.create(
        file=FILE, model="whisper-1", response_format="srt", extra_body={"max_line_width": 9}
    )
    assert next(srt.parse(raw.parse())).content == "Guten Tag\n-> hier"


async def test_vtt_is_read_by_others_to_the_millisecond(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    service.transcriber.passages = (SAID,)
    raw = await client.audio.transcriptions.with_raw_response.create(
        file=FILE, model="whisper-1", response_format="vtt"
    )
    assert raw.headers["content-type"] == "text/vtt; charset=utf-8"
    first, *_, last = webvtt.from_string(raw.parse()).captions
    assert (first.start, first.end) == ("00:00:00.040", "00:00:01.416")
    assert last.start > "00:01:00"
    assert "dort" in last.text


async def test_each_segment_is_a_subtitle_if_that_is_asked(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    service.transcriber.passages = (SAID,)
    raw = await client.audio.transcriptions.with_raw_response.create(
        file=FILE, model="whisper-1", response_format="srt", extra_body={"segment_cues": True}
    )
    first, second = srt.parse(raw.parse())
    assert (first.content, second.content) == ("Guten Tag -> hier", "<b>& dort</b>")
    assert (first.start.total_seconds(), second.end.total_seconds()) == (0.04, 3_661.5)


@pytest.mark.parametrize(
    ("granularities", "has_segments", "has_words"),
    [
        (None, True, False),
        (["segment"], True, False),
        (["word"], False, True),
        (["word", "segment"], True, True),
    ],
)
async def test_times_come_as_they_were_asked_for(
    client: AsyncOpenAI,
    service: ServiceInMemory,
    granularities: list[Literal["word", "segment"]] | None,
    *,
    has_segments: bool,
    has_words: bool,
) -> None:
    service.transcriber.passages = (SAID,)
    answer = await client.audio.transcriptions.create(
        file=FILE,
        model="whisper-1",
        response_format="verbose_json",
        timestamp_granularities=granularities or openai.omit,
    )
    assert isinstance(answer, TranscriptionVerbose)
    assert (answer.text, answer.language, answer.duration) == (TEXT, "german", 3_661.5)
    assert answer.model_dump()["task"] == "transcribe"
    assert answer.usage is not None
    assert (answer.segments is not None, answer.words is not None) == (has_segments, has_words)
    if answer.segments:
        first, second = answer.segments
        assert (first.id, first.seek, first.start, first.end) == (0, 4, 0.04, 1.5)
        assert (first.text, first.tokens, first.temperature) == (" Guten Tag --> hier", [7, 8], 0.2)
        assert (first.avg_logprob, first.compression_ratio) == (-0.25, 1.1)
        assert (second.id, second.no_speech_prob) == (1, 0.0)
    if answer.words:
        assert [word.word for word in answer.words] == ["Guten", "Tag", "dort"]
        assert (answer.words[1].start, answer.words[1].end) == (0.5, 1.5)
    assert service.transcriber.requests[0].options.word_timestamps is has_words


async def test_speech_without_words_is_listed_where_the_client_does_not_mind(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    service.transcriber.passages = (replace(SAID, gaps=(Gap(2.0, 3.5),)),)
    answer = await client.audio.transcriptions.create(
        file=FILE, model="whisper-1", response_format="verbose_json"
    )
    assert isinstance(answer, TranscriptionVerbose)
    assert answer.model_dump()["gaps"] == [{"start": 2.0, "end": 3.5}]


@pytest.mark.filterwarnings("ignore:deprecated")  # so the client says of this route by now
async def test_a_translation_is_english(client: AsyncOpenAI, service: ServiceInMemory) -> None:
    answer = await client.audio.translations.create(
        file=FILE, model="whisper-1", response_format="verbose_json"
    )
    assert isinstance(answer, TranslationVerbose)
    assert (answer.language, answer.text) == ("english", "one two three four")
    assert answer.model_dump()["task"] == "translate"
    assert service.transcriber.requests[0].options.task is Task.TRANSLATE
    await nothing_is_left_of_it(service)


async def test_whatever_may_be_asked_reaches_the_model(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    await client.audio.transcriptions.create(
        file=FILE,
        model="small",
        language="German",
        prompt="Ära",
        temperature=0.5,
        chunking_strategy={
            "type": "server_vad",
            "threshold": 0.25,
            "prefix_padding_ms": 100,
            "silence_duration_ms": 700,
        },
        extra_body={"hotwords": "Kiwi", "beam_size": 2, "patience": 2, "suppress_tokens": "7"},
    )
    (request,) = service.transcriber.requests
    options, voice = request.options, request.options.voice_activity
    assert (request.model, options.language, options.prompt) == ("small", "de", "Ära")
    assert (options.temperature, options.hotwords, options.beam_size) == (0.5, "Kiwi", 2)
    assert (options.decoding.patience, options.decoding.suppress_tokens) == (2.0, "7")
    assert (voice.threshold, voice.speech_pad_ms, voice.min_silence_ms) == (0.25, 100, 700)
    assert options.priority is Priority.HIGH


async def test_languages_and_keywords_are_taken_as_lists(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    await client.audio.transcriptions.create(
        file=FILE,
        model="whisper-1",
        extra_body={
            "languages": ["de", "English"],
            "keywords": ["Ada Lovelace", "Kiwi"],
            "hotwords": "Babbage",
            "multilingual": True,
            "channels": "second",
            "track": 3,
        },
    )
    options = service.transcriber.requests[0].options
    assert options.languages == ("de", "en")
    assert options.hotwords == "Babbage, Ada Lovelace, Kiwi"
    assert options.multilingual is Multilingual.TRUE
    assert (options.channels, options.track) == (Channels.SECOND, 3)


async def test_silence_is_no_error(client: AsyncOpenAI, service: ServiceInMemory) -> None:
    service.transcriber.passages = ()
    answer = await client.audio.transcriptions.create(
        file=FILE, model="whisper-1", chunking_strategy="auto", extra_body={"vad_filter": True}
    )
    assert answer.text == ""


async def test_a_stream_tells_the_text_as_it_comes(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    going_on = asyncio.Event()

    async def wait() -> None:
        await going_on.wait()

    service.transcriber.before[2] = wait
    stream = await client.audio.transcriptions.create(file=FILE, model="whisper-1", stream=True)
    deltas = []
    async for event in stream:
        if isinstance(event, TranscriptionTextDeltaEvent):
            deltas.append(event.delta)
            if len(deltas) == 2:
                going_on.set()  # so two were here before the third was made
        else:
            assert isinstance(event, TranscriptionTextDoneEvent)
            assert event.text == "".join(deltas) == "one two three four"
            assert event.model_dump(exclude_none=True)["usage"] == COUNTED
    await nothing_is_left_of_it(service)


async def test_a_stream_is_made_of_events_and_ends_with_done(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    service.transcriber.passages = service.transcriber.passages[:1]
    async with client.audio.transcriptions.with_streaming_response.create(
        file=FILE, model="whisper-1", stream=True, response_format="json"
    ) as raw:
        assert raw.headers["content-type"] == "text/event-stream"
        assert (await raw.read()).decode().split("\n\n") == [
            'data: {"type":"transcript.text.delta","delta":"one"}',
            f'data: {{"type":"transcript.text.done","text":"one","usage":{USAGE}}}',
            "data: [DONE]",
            "",
        ]


async def test_what_fails_in_the_middle_of_a_stream_is_an_error_to_the_client(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    service.transcriber.before[2] = raising(ModelUnavailableError("The model has gone."))
    stream = await client.audio.transcriptions.create(file=FILE, model="whisper-1", stream=True)
    events = aiter(stream)
    told = [await anext(events), await anext(events)]
    assert [event.type for event in told] == ["transcript.text.delta"] * 2
    with pytest.raises(openai.APIError, match="The model has gone") as caught:
        await anext(events)
    assert (caught.value.code, caught.value.type) == ("model_unavailable", "server_error")
    await nothing_is_left_of_it(service)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("error", "kind", "status"),
    [
        (AudioUnreadableError("Not one moment."), openai.BadRequestError, 400),
        (ModelUnavailableError("It is not there."), openai.InternalServerError, 503),
    ],
)
async def test_what_fails_before_the_first_word_is_an_answer(
    client: AsyncOpenAI,
    service: ServiceInMemory,
    error: Exception,
    kind: type[openai.APIStatusError],
    status: int,
    *,
    stream: bool,
) -> None:
    service.transcriber.before[0] = raising(error)
    with pytest.raises(kind) as caught:
        await client.audio.transcriptions.create(file=FILE, model="whisper-1", stream=stream)
    assert caught.value.status_code == status
    assert caught.value.message.endswith("}") or str(error) in caught.value.message
    assert ("retry-after" in caught.value.response.headers) == (status == 503)
    await nothing_is_left_of_it(service)


@pytest.mark.parametrize(
    ("asked", "param"),
    [
        ({"timestamp_granularities": ["word"]}, "timestamp_granularities"),
        ({"timestamp_granularities": ["w"], "response_format": "verbose_json"},
         "timestamp_granularities"),
        ({"response_format": "lrc"}, "response_format"),
        ({"stream": True, "response_format": "srt"}, "stream"),
        ({"temperature": 2}, "temperature"),
        ({"language": "klingon"}, "language"),
        ({"include": ["everything"]}, "include"),
        ({"include": ["logprobs"], "response_format": "verbose_json"}, "include"),
        ({"chunking_strategy": {"type": "server_vad", "threshold": 9}},
         "chunking_strategy"),
        ({"chunking_strategy": "auto", "extra_body": {"vad_filter": False}}, "chunking_strategy"),
        ({"extra_body": {"speaker": "me"}}, "speaker"),
        ({"extra_body": {"timestamp_granularities": "word"}}, "timestamp_granularities"),
        ({"extra_body": {"beam_size": 99}}, "beam_size"),
        ({"extra_body": {"suppress_tokens": "five"}}, "suppress_tokens"),
        ({"extra_body": {"languages": ["en", "klingon"]}}, "languages"),
        ({"extra_body": {"keywords": ["x" * 3000, "y" * 3000]}}, "keywords"),
        ({"extra_body": {"track": 0}}, "track"),
        ({"language": "en", "extra_body": {"languages": ["de"]}}, "languages"),
        ({"model": ""}, "model"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_named(
    client: AsyncOpenAI, service: ServiceInMemory, asked: dict[str, Any], param: str
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        await client.audio.transcriptions.create(**{"file": FILE, "model": "whisper-1", **asked})
    assert (caught.value.type, caught.value.code) == ("invalid_request_error", "invalid_request")
    assert str(caught.value.param).startswith(param)
    assert isinstance(caught.value.body, dict)
    assert caught.value.body.keys() == {"message", "type", "param", "code"}
    assert service.transcriber.requests == []
    await nothing_is_left_of_it(service)


async def test_an_unknown_model_is_not_found(client: AsyncOpenAI, service: ServiceInMemory) -> None:
    with pytest.raises(openai.NotFoundError, match="digits, small") as caught:
        await client.audio.transcriptions.create(file=FILE, model="huge")
    assert caught.value.code == "model_not_found"
    await nothing_is_left_of_it(service)


async def test_what_is_no_sound_is_a_bad_request(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        await client.audio.transcriptions.create(file=("x.txt", b"words"), model="whisper-1")
    assert caught.value.code == "unsupported_audio"
    await nothing_is_left_of_it(service)


async def test_a_file_that_is_too_large_is_refused(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    with pytest.raises(openai.APIStatusError) as caught:
        await client.audio.transcriptions.create(
            file=("x.wav", SOUND + bytes(service.upload_limit)), model="whisper-1"
        )
    assert (caught.value.status_code, caught.value.code) == (413, "upload_too_large")
    await nothing_is_left_of_it(service)


async def test_nobody_is_served_unknown(url: str, service: ServiceInMemory) -> None:
    async with a_client(url, "nonsense") as stranger:
        with pytest.raises(openai.AuthenticationError):
            await stranger.audio.transcriptions.create(file=FILE, model="whisper-1")
    await nothing_is_left_of_it(service)


async def test_when_all_places_are_taken_the_client_comes_back(
    url: str, key: str, service: ServiceInMemory
) -> None:
    async with a_client(url, key) as hasty:
        async with service.direct_places.place("bob"), service.direct_places.place("eve"):
            with pytest.raises(openai.InternalServerError) as caught:
                await hasty.audio.transcriptions.create(file=FILE, model="whisper-1")
            assert (caught.value.status_code, caught.value.code) == (503, "queue_full")
            assert caught.value.response.headers["retry-after"] == "3"
            patient = hasty.with_options(max_retries=2)
            asking = asyncio.create_task(
                patient.audio.transcriptions.create(file=FILE, model="whisper-1")
            )
            await until_soon(lambda: refusals(service) == 2)
        assert (await asking).text == "one two three four"
    await nothing_is_left_of_it(service)


def refusals(service: ServiceInMemory) -> float:
    """Count the requests that were sent away."""
    return sum(
        sample.value
        for metric in service.registry.collect()
        for sample in metric.samples
        if sample.name.endswith("requests_total") and "503" in sample.labels.values()
    )


@pytest.mark.parametrize("stream", [False, True])
async def test_a_client_who_leaves_is_not_worked_for_any_longer(
    client: AsyncOpenAI, service: ServiceInMemory, *, stream: bool
) -> None:
    service.transcriber.before[1] = forever
    asking = asyncio.create_task(read(client, stream=stream))
    await until_soon(lambda: service.transcriber.open == 1)
    asking.cancel()
    await nothing_is_left_of_it(service)


async def test_a_client_who_has_heard_enough_is_not_worked_for_any_longer(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    service.transcriber.before[1] = forever
    stream = await client.audio.transcriptions.create(file=FILE, model="whisper-1", stream=True)
    await anext(aiter(stream))
    assert service.transcriber.open == 1
    await stream.close()
    await nothing_is_left_of_it(service)


async def read(client: AsyncOpenAI, *, stream: bool) -> None:
    if not stream:
        await client.audio.transcriptions.create(file=FILE, model="whisper-1")
        return
    told = await client.audio.transcriptions.create(file=FILE, model="whisper-1", stream=True)
    async for _ in told:
        pass


async def test_the_client_that_blocks_works_as_well(
    url: str, key: str, service: ServiceInMemory
) -> None:
    service.transcriber.passages = (SAID,)

    def everything() -> list[Any]:
        with OpenAI(base_url=url, api_key=key, max_retries=0, timeout=10) as client:
            create = client.audio.transcriptions.create
            said = [
                create(file=FILE, model="whisper-1", response_format=form)
                for form in ("json", "text", "srt", "verbose_json", "vtt")
            ]
            deltas = [*create(file=FILE, model="whisper-1", stream=True)]
            with pytest.raises(openai.NotFoundError):
                create(file=FILE, model="huge")
            return [*said, deltas[-1]]

    json, text, subtitles, verbose, vtt, done = await asyncio.to_thread(everything)
    assert json.text == verbose.text == done.text == text.strip() == TEXT
    assert len(list(srt.parse(subtitles))) == len(webvtt.from_string(vtt).captions) == 3
    await nothing_is_left_of_it(service)


async def test_log_probabilities_of_words_are_told_where_they_are_asked_for(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    words = (Word(0.0, 0.5, " Guten", 0.5), Word(0.5, 1.0, " Täg", 0.0))
    service.transcriber.passages = (Passage((Segment(0, 1, " Guten Täg", words=words),), 1.0),)
    create = client.audio.transcriptions.create
    answer = await create(file=FILE, model="whisper-1", include=["logprobs"])
    assert answer.logprobs
    first, last = answer.logprobs
    assert first.token == " Guten"
    assert first.logprob == pytest.approx(math.log(0.5))
    assert bytes(map(int, last.bytes or ())).decode() == " Täg"
    assert last.logprob == pytest.approx(math.log(1e-10))
    assert service.transcriber.requests[0].options.word_timestamps
    assert (await create(file=FILE, model="whisper-1")).logprobs is None


async def test_log_probabilities_are_streamed(
    client: AsyncOpenAI, service: ServiceInMemory
) -> None:
    words = [Word(at, at + 1, f" {at}", 1.0) for at in range(3)]
    segments = tuple(Segment(each.start, each.end, each.text, words=(each,)) for each in words)
    service.transcriber.passages = (Passage(segments[:1], 1.0), Passage(segments[1:], 3.0))
    stream = await client.audio.transcriptions.create(
        file=FILE, model="whisper-1", include=["logprobs"], stream=True
    )
    *deltas, done = [event.model_dump() async for event in stream]
    told = [each["token"] for delta in deltas for each in delta["logprobs"]]
    assert told == [each["token"] for each in done["logprobs"]] == [" 0", " 1", " 2"]


class TestFormsThatTheClientWouldNotSend:
    @pytest.fixture
    async def http(self, service: ServiceInMemory) -> AsyncIterator[Client]:
        async with service.client() as client:
            yield client

    @pytest.mark.parametrize(
        ("fields", "param"),
        [
            ([("model", "whisper-1"), ("model", "digits"), ("file", SOUND)], "model"),
            ([("model", "whisper-1")], "file"),
            ([("file", SOUND)], "model"),
            ([("file", SOUND), ("model", "whisper-1"), ("file", SOUND)], "file"),
            ([("file", SOUND), ("model", "whisper-1"), ("language[a]", "x")], "language"),
            ([("file", SOUND), ("model[]", "whisper-1")], "model"),
            ([("include[]", "logprobs"), ("include[a]", "x"), ("file", SOUND),
              ("model", "whisper-1")], "include"),
            ([("include[a]", "x"), ("include[]", "logprobs"), ("file", SOUND),
              ("model", "whisper-1")], "include"),
            ([("chunking_strategy", "auto"), ("chunking_strategy[type]", "server_vad"),
              ("file", SOUND), ("model", "whisper-1")], "chunking"),
        ],
    )  # fmt: skip
    async def test_they_are_bad_requests_and_leave_nothing(
        self,
        http: Client,
        service: ServiceInMemory,
        bearer: Bearer,
        fields: list[tuple[str, str | bytes]],
        param: str,
    ) -> None:
        form = FormData(default_to_multipart=True)
        for name, value in fields:
            filename = "talk.wav" if isinstance(value, bytes) else None
            form.add_field(name, value, filename=filename)
        answer = await http.post("/v1/audio/transcriptions", data=form, headers=bearer)
        assert answer.status == 400
        error = (await answer.json())["error"]
        assert error.keys() == {"message", "type", "param", "code"}
        assert error["param"].startswith(param)
        await nothing_is_left_of_it(service)

    @pytest.mark.parametrize(
        "fields",
        [
            [("timestamp_granularities", "word,segment")],
            [("timestamp_granularities", " word , segment ")],
            [("timestamp_granularities", '["word", "segment"]')],
            [("timestamp_granularities[]", '["word","segment"]')],
            [("timestamp_granularities", "word"), ("timestamp_granularities", "segment")],
            [("timestamp_granularities[]", "word"), ("timestamp_granularities[]", "segment")],
            [("timestamp_granularities[0]", "word"), ("timestamp_granularities[1]", "segment")],
        ],
        ids=lambda fields: " & ".join("=".join(field) for field in fields),
    )
    async def test_granularities_may_be_written_as_other_clients_do(
        self,
        http: Client,
        service: ServiceInMemory,
        bearer: Bearer,
        fields: list[tuple[str, str]],
    ) -> None:
        service.transcriber.passages = (SAID,)
        form = FormData(default_to_multipart=True)
        form.add_field("file", SOUND, filename="talk.wav")
        for name, value in [("model", "whisper-1"), ("response_format", "verbose_json"), *fields]:
            form.add_field(name, value)
        answer = await http.post("/v1/audio/transcriptions", data=form, headers=bearer)
        assert answer.status == 200
        body = await answer.json()
        assert (len(body["segments"]), len(body["words"])) == (2, 3)

    @pytest.mark.parametrize(
        "value", ["letter", "word,letter", '["letter"]', '[["word"]]', "[1]", "[word"]
    )
    async def test_granularities_that_are_none_are_bad_requests(
        self, http: Client, service: ServiceInMemory, bearer: Bearer, value: str
    ) -> None:
        form = FormData(default_to_multipart=True)
        form.add_field("file", SOUND, filename="talk.wav")
        form.add_field("model", "whisper-1")
        form.add_field("response_format", "verbose_json")
        form.add_field("timestamp_granularities", value)
        answer = await http.post("/v1/audio/transcriptions", data=form, headers=bearer)
        assert answer.status == 400
        assert (await answer.json())["error"]["param"].startswith("timestamp_granularities")
        await nothing_is_left_of_it(service)

    async def test_fields_may_follow_the_file(
        self, http: Client, bearer: Bearer, service: ServiceInMemory
    ) -> None:
        form = FormData()
        form.add_field("file", SOUND, filename="talk.wav")
        form.add_field("model", "whisper-1")
        form.add_field("response_format", "text")
        answer = await http.post("/v1/audio/transcriptions", data=form, headers=bearer)
        assert await answer.text() == "one two three four\n"
        await nothing_is_left_of_it(service)

    @pytest.mark.parametrize("headers", [{"Content-Type": "application/json"}, {}])
    async def test_what_is_no_form_is_a_bad_request(
        self, http: Client, bearer: Bearer, headers: Bearer
    ) -> None:
        answer = await http.post(
            "/v1/audio/transcriptions", data=b"{}", headers={**bearer, **headers}
        )
        assert answer.status == 400
        assert (await answer.json())["error"]["code"] == "unsupported_media_type"
