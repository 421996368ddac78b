"""Wyoming's own client talks to the server, on fakes: a letter is a frame of speech."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import pytest
from wyoming.asr import Transcribe, Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong

from application.live.limits import LiveLimits, OpenLiveSessions
from application.live.transcribe_live import TranscribeLive
from domain.options import ModelName
from entrypoints.wyoming.server import MOST_CLIENTS_OF_ADDRESS, WyomingServer
from tests.memory.clock import MemoryClock
from tests.memory.ids import SequentialIds
from tests.memory.live import MemoryLiveTranscriber, MemorySpeechDetectors
from tests.memory.models import MemoryModelCatalog

MODEL = ModelName("digits")
PATIENCE_SECONDS = 10.0


@pytest.fixture
def transcriber() -> MemoryLiveTranscriber:
    return MemoryLiveTranscriber(models=[MODEL])


@asynccontextmanager
async def served(transcriber: MemoryLiveTranscriber, limits: LiveLimits) -> AsyncIterator[int]:
    sessions = OpenLiveSessions(limits)
    transcribe = TranscribeLive(
        transcriber, MemorySpeechDetectors(), MemoryClock(), SequentialIds(), sessions
    )
    server = WyomingServer(transcribe, MemoryModelCatalog(MODEL), "127.0.0.1", 0)
    async with server() as port:
        yield port


@pytest.fixture
async def port(transcriber: MemoryLiveTranscriber) -> AsyncIterator[int]:
    async with served(transcriber, LiveLimits(sessions_of_user=1)) as port:
        yield port


@pytest.fixture
async def client(port: int) -> AsyncIterator[AsyncTcpClient]:
    async with AsyncTcpClient("127.0.0.1", port) as client:
        yield client


async def next_of(client: AsyncTcpClient) -> Event:
    async with asyncio.timeout(PATIENCE_SECONDS):
        event = await client.read_event()
    assert event is not None
    return event


async def speak(client: AsyncTcpClient, sound: bytes, **asked: Any) -> list[Event]:
    """Speak, and gather the events up to the last one of the transcript, or an error."""
    await client.write_event(Transcribe(**asked).event())
    await client.write_event(AudioStart(16_000, 2, 1).event())
    for start in range(0, len(sound), 8):
        await client.write_event(AudioChunk(16_000, 2, 1, sound[start : start + 8]).event())
    await client.write_event(AudioStop().event())
    told = [await next_of(client)]
    while not (TranscriptStop.is_type(told[-1].type) or Error.is_type(told[-1].type)):
        told.append(await next_of(client))
    return told


async def test_the_service_describes_itself(client: AsyncTcpClient) -> None:
    await client.write_event(Describe().event())
    info = Info.from_event(await next_of(client))
    (program,) = info.asr
    assert program.supports_transcript_streaming
    assert [model.name for model in program.models] == ["digits"]
    assert "de" in program.models[0].languages


async def test_what_is_said_becomes_text(
    client: AsyncTcpClient, transcriber: MemoryLiveTranscriber
) -> None:
    told = await speak(client, b"." * 20 + b"a" * 16 + b"b" * 16 + b"." * 20, language="de")
    assert TranscriptStart.is_type(told[0].type)
    texts = [
        TranscriptChunk.from_event(event).text
        for event in told
        if TranscriptChunk.is_type(event.type)
    ]
    assert "".join(texts) == Transcript.from_event(told[-2]).text == "a b"
    assert transcriber.opened[0][1].language == "de"


async def test_one_connection_may_speak_several_times(client: AsyncTcpClient) -> None:
    for letter in b"ab":
        told = await speak(client, bytes([letter]) * 16)
        assert Transcript.from_event(told[-2]).text == chr(letter)


async def test_silence_has_no_text(client: AsyncTcpClient) -> None:
    told = await speak(client, b"." * 20)
    assert [event.type for event in told] == ["transcript", "transcript-stop"]
    assert Transcript.from_event(told[0]).text == ""


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"name": "enormous"}, "model_not_found"), ({"language": "klingon"}, "invalid_request")],
)
async def test_what_cannot_be_done_is_answered_with_an_error(
    client: AsyncTcpClient, asked: dict[str, Any], code: str
) -> None:
    await client.write_event(Transcribe(**asked).event())
    await client.write_event(AudioStart(16_000, 2, 1).event())
    assert Error.from_event(await next_of(client)).code == code


async def test_sound_in_another_format_is_refused(client: AsyncTcpClient) -> None:
    await client.write_event(AudioStart(44_100, 2, 2).event())
    assert "16,000" in Error.from_event(await next_of(client)).text


@pytest.mark.parametrize(
    ("asked", "sound"),
    [
        ({}, {"rate": [], "width": 2, "channels": 1}),
        ({"transcript_names": 5}, {"rate": 16_000, "width": 2, "channels": 1}),
    ],
)
async def test_data_of_another_type_is_refused(
    client: AsyncTcpClient, asked: dict[str, Any], sound: dict[str, Any]
) -> None:
    await client.write_event(Event("transcribe", asked))
    await client.write_event(Event("audio-start", sound))
    assert Error.from_event(await next_of(client)).code == "invalid_request"


async def test_connections_of_one_address_are_limited(port: int) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(MOST_CLIENTS_OF_ADDRESS):
            one = await stack.enter_async_context(AsyncTcpClient("127.0.0.1", port))
            await one.write_event(Ping(text="here?").event())
            assert Pong.is_type((await next_of(one)).type)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await reader.read() == b""
        writer.close()


async def test_pings_do_not_keep_a_session(transcriber: MemoryLiveTranscriber) -> None:
    async with (
        served(transcriber, LiveLimits(idle_seconds=0.2)) as port,
        AsyncTcpClient("127.0.0.1", port) as client,
        asyncio.timeout(PATIENCE_SECONDS),
    ):
        await client.write_event(AudioStart(16_000, 2, 1).event())
        with suppress(ConnectionError):
            await client.write_event(Ping(text="here?").event())
            while await client.read_event() is not None:
                await client.write_event(Ping(text="here?").event())
    assert not transcriber.open_now


async def test_too_many_at_once_are_told_so(client: AsyncTcpClient, port: int) -> None:
    await client.write_event(AudioStart(16_000, 2, 1).event())
    await client.write_event(Ping(text="here?").event())
    assert Pong.is_type((await next_of(client)).type)
    async with AsyncTcpClient("127.0.0.1", port) as other:
        await other.write_event(AudioStart(16_000, 2, 1).event())
        assert Error.from_event(await next_of(other)).code == "too_many_live_sessions"


@pytest.mark.parametrize(
    "sent",
    [
        b"hello\n",
        b"[]\n",
        b'{"type": 7}\n',
        b'{"type": "ping", "data_length": 99999999}\n',
        b'{"type": "audio-chunk", "payload_length": -1}\n',
        b'{"type": "ping", "data_length": 2}\n[]',
        b'{"type": "ping", "data": {"text": "\\ud800"}}\n',
        b'{"type": "transcribe", "data_length": 21}\n{"language":"\\udfff"}',
    ],
)
async def test_what_is_no_event_ends_the_connection(port: int, sent: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    async with asyncio.timeout(PATIENCE_SECONDS):
        answer = await reader.read()
    assert b"malformed_event" in answer
    writer.close()


async def test_a_line_that_is_too_long_ends_the_connection(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"x" * 200_000)
    async with asyncio.timeout(PATIENCE_SECONDS):
        with suppress(ConnectionResetError):  # not all of it was read
            assert b"malformed_event" in await reader.read()
    writer.close()


async def test_a_client_that_leaves_frees_its_session(
    port: int, transcriber: MemoryLiveTranscriber
) -> None:
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(AudioStart(16_000, 2, 1).event())
        await client.write_event(Ping(text="here?").event())
        await next_of(client)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while transcriber.open_now:  # noqa: ASYNC110  # the server wakes nobody
            await asyncio.sleep(0)
