"""OpenAI's client speaks with the running service, which hears digits."""

import asyncio
import base64
import wave
from typing import Any

import httpx
import numpy as np
import soxr
from numpy.typing import NDArray
from openai import AsyncOpenAI, OpenAI

from tests.digits_model import SAMPLES
from tools.demo.service import Service

RATE = 24_000
ITEM = "conversation.item.input_audio_transcription"


def spoken(name: str = "digits-en.wav", *, seconds: float = 12.0) -> bytes:
    """Read a sample at 24 kHz, with a pause after it that ends the last turn."""
    with wave.open(str(SAMPLES / name)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
        resampled = soxr.resample(samples, file.getframerate(), RATE)
    pause = np.zeros(RATE, dtype=np.int16)
    return np.concatenate([resampled[: round(seconds * RATE)], pause]).tobytes()


def pieces(sound: bytes, size: int = 4_801) -> list[str]:
    """Cut sound at odd places, as a client may."""
    return [base64.b64encode(sound[at : at + size]).decode() for at in range(0, len(sound), size)]


def transcription(**heard: Any) -> Any:
    settings = {"transcription": {"model": "whisper-1", "language": "en"}, **heard}
    return {"type": "transcription", "audio": {"input": settings}}


async def heard_by(client: AsyncOpenAI, sound: bytes, items: int) -> list[Any]:
    """Speak, and gather what is told until so many items are completed."""
    events: list[Any] = []
    async with client.realtime.connect(extra_query={"intent": "transcription"}) as connection:
        await connection.session.update(session=transcription())
        for piece in pieces(sound):
            await connection.input_audio_buffer.append(audio=piece)
        async with asyncio.timeout(60):
            while sum(event.type == f"{ITEM}.completed" for event in events) < items:
                events.append(await connection.recv())
                assert events[-1].type not in {"error", f"{ITEM}.failed"}, events[-1]
    return events


async def until_completed(connection: Any) -> list[Any]:
    told = []
    async with asyncio.timeout(60):
        async for event in connection:
            told.append(event)
            if event.type == f"{ITEM}.completed":
                break
    return told


async def test_the_async_client_reads_what_is_said(client: AsyncOpenAI) -> None:
    events = await heard_by(client, spoken(), 3)
    assert [event.type for event in events[:2]] == ["session.created", "session.updated"]
    finals = {e.item_id: e.transcript for e in events if e.type == f"{ITEM}.completed"}
    whole = await client.audio.transcriptions.create(
        file=SAMPLES / "digits-en.wav", model="whisper-1", language="en"
    )
    assert len(finals) >= 3
    assert whole.text.startswith(" ".join(finals.values()))
    for item, text in finals.items():
        deltas = [e.delta for e in events if e.type == f"{ITEM}.delta" and e.item_id == item]
        assert "".join(delta or "" for delta in deltas) == text
        told = [e.type for e in events if getattr(e, "item_id", None) == item]
        begun, ended = "input_audio_buffer.speech_started", "input_audio_buffer.committed"
        assert told.index(begun) < told.index(ended) < told.index(f"{ITEM}.completed")


async def test_the_client_says_itself_where_an_item_ends(client: AsyncOpenAI) -> None:
    async with client.realtime.connect(extra_query={"intent": "transcription"}) as connection:
        await connection.session.update(session=transcription(turn_detection=None))
        for piece in pieces(spoken(seconds=7.7)):
            await connection.input_audio_buffer.append(audio=piece)
        await connection.input_audio_buffer.commit()
        told = await until_completed(connection)
    assert not [event for event in told if "speech" in event.type]
    deltas = [event.delta for event in told if event.type == f"{ITEM}.delta"]
    assert "".join(deltas) == told[-1].transcript == "three one four one five nine two six"


async def test_telephone_sound_is_understood(client: AsyncOpenAI) -> None:
    samples = np.frombuffer(spoken(seconds=7.7), dtype=np.int16)
    low = soxr.resample(samples, RATE, 8_000).astype(np.int32)
    sound = ulaw(low)
    async with client.realtime.connect(extra_query={"intent": "transcription"}) as connection:
        await connection.session.update(session=transcription(format={"type": "audio/pcmu"}))
        await connection.input_audio_buffer.append(audio=base64.b64encode(sound).decode())
        told = await until_completed(connection)
    assert told[-1].transcript == "three one four one"


def ulaw(samples: NDArray[np.int32]) -> bytes:
    """Encode by ITU-T G.711."""
    sign = np.where(samples < 0, 0x80, 0)
    magnitude = np.minimum(np.abs(samples), 32_635) + 0x84
    exponent = np.floor(np.log2(magnitude)).astype(int) - 7
    mantissa = magnitude >> (exponent + 3) & 0x0F
    encoded: bytes = (~(sign | exponent << 4 | mantissa) & 0xFF).astype(np.uint8).tobytes()
    return encoded


async def test_the_sync_client_reads_the_same(service: Service, token: str) -> None:
    def speak() -> tuple[str, str]:
        with OpenAI(base_url=f"{service.url}/v1", api_key=token, timeout=60) as client:
            made = client.realtime.client_secrets.create(session=transcription())
        with (
            OpenAI(base_url=f"{service.url}/v1", api_key=made.value, timeout=60) as client,
            client.realtime.connect(extra_query={"intent": "transcription"}) as connection,
        ):
            created: Any = connection.recv()
            for piece in pieces(spoken(seconds=4.5)):
                connection.input_audio_buffer.append(audio=piece)
            event: Any
            for event in connection:
                if event.type == f"{ITEM}.completed":
                    return created.session.audio.input.transcription.language, event.transcript
        raise AssertionError

    assert await asyncio.to_thread(speak) == ("en", "three one four one")


async def test_a_secret_opens_nothing_else(client: AsyncOpenAI, service: Service) -> None:
    made = await client.realtime.client_secrets.create(
        expires_after={"anchor": "created_at", "seconds": 10}
    )
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {made.value}"}) as other:
        for path in ("/jobs/", "/v1/models", "/v1/realtime/client_secrets"):
            assert (await other.get(service.url + path)).status_code in {401, 405}


async def test_errors_name_the_message_that_caused_them(client: AsyncOpenAI) -> None:
    async with client.realtime.connect(extra_query={"intent": "transcription"}) as connection:
        await connection.recv()
        await connection.send({"type": "input_audio_buffer.commit", "event_id": "mine"})
        event: Any = await connection.recv()
        assert event.type == "error"
        assert event.error.event_id == "mine"
        assert event.error.code == "input_audio_buffer_commit_empty"
        await connection.input_audio_buffer.clear()
        assert (await connection.recv()).type == "input_audio_buffer.cleared"


async def test_a_process_that_stops_says_so(client: AsyncOpenAI, service: Service) -> None:
    async with client.realtime.connect(extra_query={"intent": "transcription"}) as connection:
        await connection.recv()
        stopping = asyncio.create_task(service.stop())
        async with asyncio.timeout(20):
            event: Any = await connection.recv()
        assert event.type == "error"
        assert event.error.code == "server_shutting_down"
        await stopping
