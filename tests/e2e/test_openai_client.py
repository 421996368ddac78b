"""OpenAI's client against the program as an operator runs it, with a model that listens."""

import asyncio
import io
import wave
from pathlib import Path

import httpx
import srt
import webvtt
from httpx_sse import aconnect_sse
from openai import AsyncOpenAI
from openai.types.audio import TranscriptionTextDoneEvent, TranscriptionVerbose

from tests.digits_model import SAMPLES
from tests.e2e.client import logged_in
from tests.e2e.stored_files import stored_files
from tools.demo.service import Service

SAMPLE = SAMPLES / "digits-en.wav"


async def test_all_formats_say_the_same(client: AsyncOpenAI, tmp_path: Path) -> None:
    create = client.audio.transcriptions.create
    verbose = await create(
        file=SAMPLE,
        model="whisper-1",
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )
    assert isinstance(verbose, TranscriptionVerbose)
    assert verbose.language == "english"
    assert verbose.words
    assert verbose.segments
    assert " ".join(word.word for word in verbose.words) == verbose.text
    assert 0 <= verbose.words[0].start < verbose.words[-1].end <= verbose.duration
    assert all(segment.tokens for segment in verbose.segments)
    told = [event async for event in await create(file=SAMPLE, model="whisper-1", stream=True)]
    done = told[-1]
    assert isinstance(done, TranscriptionTextDoneEvent)
    subtitles = await create(file=SAMPLE, model="whisper-1", response_format="srt")
    captions = await create(file=SAMPLE, model="whisper-1", response_format="vtt")
    plain = (await create(file=SAMPLE, model="whisper-1")).text
    assert (
        " ".join(cue.content for cue in srt.parse(subtitles)).replace("\n", " ")
        == plain
        == done.text
    )
    shown = " ".join(cue.text for cue in webvtt.from_string(captions).captions)
    assert shown.replace("\n", " ") == plain
    assert len(plain.split()) > 4
    assert stored_files(tmp_path) == []


async def test_a_client_who_leaves_frees_everything(client: AsyncOpenAI, tmp_path: Path) -> None:
    hasty = client.with_options(max_retries=0)
    stream = await hasty.audio.transcriptions.create(
        file=("long.wav", long_recording()), model="whisper-1", stream=True
    )
    await anext(aiter(stream))
    await stream.close()
    async with asyncio.timeout(20):
        while stored_files(tmp_path):  # noqa: ASYNC110  # another process wakes nobody
            await asyncio.sleep(0.05)
    answer = await client.get("../jobs/", cast_to=dict[str, object])
    assert answer["total"] == 0


async def test_the_events_of_a_job_tell_its_transcript(service: Service) -> None:
    async with logged_in(service.url) as client:
        job_id = await client.submit(SAMPLE.read_bytes())
        bearer = {"Authorization": client.session.headers["Authorization"]}
        async with (
            httpx.AsyncClient(base_url=service.url, headers=bearer, timeout=60) as http,
            aconnect_sse(http, "GET", f"/jobs/{job_id}/events") as source,
        ):
            events = [event async for event in source.aiter_sse()]
        job = await client.job(job_id)
    assert events[-1].event == "completed"
    said = [event.json()["text"] for event in events if event.event == "segment"]
    assert "".join(said).strip() == job["transcript"] != ""


def long_recording() -> bytes:
    """Say the sample over and over, for five minutes."""
    written = io.BytesIO()
    with wave.open(str(SAMPLE)) as once, wave.open(written, "wb") as often:
        often.setparams(once.getparams())
        often.writeframes(once.readframes(once.getnframes()) * 40)
    return written.getvalue()
