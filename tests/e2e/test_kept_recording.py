"""The process is killed while somebody speaks; no word is lost, and none doubled.

`KILLS=20 pytest tests/e2e/test_kept_recording.py` kills it more often.
"""

import asyncio
import os
import random
import wave
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from typing import Final

import aiohttp
import numpy as np
import pytest
import soxr

from tests.digits_model import SAMPLES
from tests.digits_service import start_service
from tests.e2e.client import Client, logged_in
from tools.demo.service import Service

KILLS: Final = int(os.environ.get("KILLS", "2"))
RATE: Final = 24_000
BYTES_PER_SECOND: Final = 2 * RATE
HEADER_BYTES: Final = 44
PIECE: Final = BYTES_PER_SECOND // 5
FAST: Final = 8  # times the pace of speech


def spoken(seconds: float) -> bytes:
    """Read the digits out again and again."""
    with wave.open(str(SAMPLES / "digits-en.wav")) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
        resampled = soxr.resample(samples, file.getframerate(), RATE)
    length = round(seconds * RATE)
    sound: bytes = np.resize(resampled, length).astype("<i2").tobytes()
    return sound


class Speaker:
    """A client that speaks, and goes on where the service confirms when its line is lost."""

    def __init__(self, sound: bytes, job: str | None = None) -> None:
        self._sound = sound
        self.job = job
        self.upload: str | None = None
        self.offset = 0

    async def speak(self, client: Client) -> None:
        """Send sound from the confirmed offset on, until all of it is confirmed."""
        query = self.query
        async with client.session.ws_connect(f"/v1/realtime?{query}") as socket:
            if self.upload or self.job:
                self.offset = -1  # the service says how much it has
            listening = asyncio.create_task(self._listen(socket))
            await self._confirmed(socket, 0)
            sent = self.offset
            while sent < len(self._sound) and not listening.done():
                piece = b64encode(self._sound[sent : sent + PIECE]).decode()
                await socket.send_json({"type": "input_audio_buffer.append", "audio": piece})
                sent += PIECE
                await asyncio.sleep(PIECE / BYTES_PER_SECOND / FAST)
            await socket.send_json({"type": "input_audio_buffer.commit"})
            await self._confirmed(socket, len(self._sound))
            listening.cancel()

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            told = message.json()
            if told["type"] == "recording.stored":
                self.upload, self.offset = told["upload_id"], told["offset"]

    async def _confirmed(self, socket: aiohttp.ClientWebSocketResponse, offset: int) -> None:
        while self.offset < offset:
            if socket.closed:
                raise aiohttp.ClientConnectionError
            await asyncio.sleep(0.02)

    @property
    def query(self) -> str:
        """What the next connection goes on with."""
        if self.job:
            return f"job={self.job}"
        return f"upload={self.upload}" if self.upload else "keep=true"

    @property
    def done(self) -> bool:
        return self.offset >= len(self._sound)


async def started(folder: Path, port: int | None = None) -> Service:
    settings = {"LIVE_AHEAD_SECONDS": "100000"}
    service = await start_service(folder, settings, port=port)
    await service.ready()
    return service


@pytest.mark.timeout(900)
async def test_a_killed_process_loses_and_doubles_no_word(tmp_path: Path) -> None:
    rng = random.Random(1)
    sound = spoken(8.0 + 8.0 * KILLS)
    speaker, kills = Speaker(sound), 0
    service = await started(tmp_path)
    try:
        while not speaker.done:
            speaking = asyncio.create_task(attempt(service.url, speaker))
            if kills < KILLS:
                await asyncio.wait({speaking}, timeout=rng.uniform(0.7, 1.5))
                service.process.kill()
                await service.process.wait()
                kills += 1
                await speaking
                service = await started(tmp_path)
            await speaking
        async with logged_in(service.url) as client:
            assert speaker.upload is not None
            job_id = await submitted(client, speaker.upload)
            job = await client.until(job_id, seconds=300)
            async with client.session.get(f"/jobs/{job_id}/audio") as answer:
                kept = await answer.read()
            again = await client.until(await client.submit(kept, "whole.wav"), seconds=300)
    finally:
        await service.stop()
    assert kills == KILLS
    assert kept[HEADER_BYTES:] == sound
    assert job["transcript"] == again["transcript"]
    assert len(job["transcript"].split()) > len(sound) / BYTES_PER_SECOND / 2


@pytest.mark.timeout(900)
async def test_a_killed_process_loses_and_doubles_no_word_of_a_live_job(tmp_path: Path) -> None:
    rng = random.Random(2)
    sound = spoken(8.0 + 8.0 * KILLS)
    kills = 0
    service = await started(tmp_path)
    try:
        async with logged_in(service.url) as client:
            speaker = Speaker(sound, await begun(client))
        while not speaker.done:
            speaking = asyncio.create_task(attempt(service.url, speaker))
            if kills < KILLS:
                await asyncio.wait({speaking}, timeout=rng.uniform(0.7, 1.5))
                service.process.kill()
                await service.process.wait()
                kills += 1
                await speaking
                service = await started(tmp_path)
            await speaking
        async with logged_in(service.url) as client:
            job_id = str(speaker.job)
            async with client.session.post(f"/jobs/{job_id}/end") as answer:
                assert answer.status == 200, await answer.text()
            job = await client.until(job_id, seconds=300)
            async with client.session.get(f"/jobs/{job_id}/audio") as answer:
                kept = await answer.read()
            again = await client.until(await client.submit(kept, "whole.wav"), seconds=300)
    finally:
        await service.stop()
    assert kills == KILLS
    assert kept[HEADER_BYTES:] == sound
    assert job["transcript"] == again["transcript"]
    assert len(job["transcript"].split()) > len(sound) / BYTES_PER_SECOND / 2


async def begun(client: Client) -> str:
    form = aiohttp.FormData({"live": "true"}, default_to_multipart=True)
    async with client.session.post("/jobs/", data=form) as answer:
        body = await answer.json()
        assert answer.status == 200, body
        return str(body["job_id"])


async def attempt(url: str, speaker: Speaker) -> None:
    with suppress(aiohttp.ClientError, ConnectionError, TimeoutError):
        async with logged_in(url) as client:
            await speaker.speak(client)


async def submitted(client: Client, upload: str) -> str:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("upload", upload)
    async with client.session.post("/jobs/", data=form) as answer:
        body = await answer.json()
        assert answer.status == 200, body
        return str(body["job_id"])
