"""Handing in recordings to the running program: again, in pieces, and through its death."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from tusclient.client import TusClient

from tests.digits_model import SAMPLES
from tests.digits_service import start_service
from tests.e2e.client import Client, logged_in
from tools.demo.service import Service

SAMPLE = SAMPLES / "digits-en.wav"
SAID = "three one four one five nine two six"
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def started(folder: Path, stack: AsyncExitStack) -> Service:
    service = await start_service(folder)
    stack.push_async_callback(service.stop)
    await service.ready()
    return service


async def hand_in(client: Client, headers: Mapping[str, str], **fields: str) -> tuple[bytes, bool]:
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    if "upload" not in fields:
        form.add_field("file", BytesIO(SAMPLE.read_bytes()), filename="talk.wav")
    async with client.session.post("/jobs/", data=form, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.read(), "Idempotent-Replayed" in answer.headers


async def jobs(client: Client) -> list[dict[str, Any]]:
    async with client.session.get("/jobs/") as answer:
        return list((await answer.json())["jobs"])


async def test_what_is_sent_again_makes_no_second_job_and_what_is_known_is_not_done_again(
    tmp_path: Path, stack: AsyncExitStack
) -> None:
    service = await started(tmp_path, stack)
    key = {"Idempotency-Key": str(uuid4())}
    async with logged_in(service.url) as client:
        answers = [await hand_in(client, key) for _ in range(2)]
        assert answers[0][0] == answers[1][0]
        assert [replayed for _, replayed in answers] == [False, True]
        (first,) = await jobs(client)
        await client.until(first["job_id"])
        await hand_in(client, {})
        second, _ = await jobs(client)
        assert (second["status"], second["reused_from"]) == ("completed", first["job_id"])
        assert second["transcript"] == SAID


async def test_a_key_survives_the_death_of_the_process_it_was_used_with(
    tmp_path: Path, stack: AsyncExitStack
) -> None:
    service = await started(tmp_path, stack)
    key = {"Idempotency-Key": "k"}
    async with logged_in(service.url) as client:
        before, _ = await hand_in(client, key)
    service.process.kill()
    await service.process.wait()
    service = await started(tmp_path, stack)
    async with logged_in(service.url) as client:
        assert await hand_in(client, key) == (before, True)
        assert len(await jobs(client)) == 1


async def test_an_upload_goes_on_behind_its_last_byte_after_the_process_was_killed(
    tmp_path: Path, stack: AsyncExitStack
) -> None:
    sound = SAMPLE.read_bytes()
    service = await started(tmp_path, stack)
    async with logged_in(service.url) as client:
        token = client.session.headers["Authorization"]
        headers = TUS | {"Upload-Length": str(len(sound))}
        async with client.session.post("/uploads/", headers=headers) as answer:
            place = answer.headers["Location"]
        headers = TUS | PIECE | {"Upload-Offset": "0"}
        async with client.session.patch(place, data=sound[:20_000], headers=headers) as answer:
            assert answer.headers["Upload-Offset"] == "20000"
        cut_off = asyncio.create_task(hang(client, place))
        while await is_free(client, place):
            if cut_off.done():  # it was turned away, because the question held the upload
                cut_off = asyncio.create_task(hang(client, place))
        service.process.kill()
        await service.process.wait()
        await asyncio.gather(cut_off, return_exceptions=True)
    service = await started(tmp_path, stack)

    def go_on() -> None:
        tus = TusClient(f"{service.url}/uploads/", headers={"Authorization": token})
        tus.uploader(
            file_stream=BytesIO(sound), url=f"{service.url}{place}", retries=60, retry_delay=1
        ).upload()

    await asyncio.to_thread(go_on)
    async with logged_in(service.url) as client:
        await hand_in(client, {}, upload=place.rpartition("/")[2])
        (job,) = await jobs(client)
        assert (await client.until(job["job_id"]))["transcript"] == SAID
        async with client.session.get(f"/jobs/{job['job_id']}/audio") as answer:
            kept = hashlib.sha256(await answer.read()).digest()
    assert kept == hashlib.sha256(sound).digest()
    assert [*(tmp_path / "blobs").rglob("uploads/*/*")] == []


async def is_free(client: Client, place: str) -> bool:
    """Say whether nobody writes to the upload now."""
    headers = TUS | PIECE | {"Upload-Offset": "20000"}
    async with client.session.patch(place, data=b"", headers=headers) as answer:
        return answer.status == 204


async def hang(client: Client, place: str) -> None:
    """Begin to send more, and never come to its end."""

    async def slowly() -> AsyncIterator[bytes]:
        yield b"x" * 1_000
        await asyncio.Event().wait()

    headers = TUS | PIECE | {"Upload-Offset": "20000"}
    async with client.session.patch(place, data=slowly(), headers=headers):
        raise AssertionError("It was answered.")
