"""The sound of a live session is kept as an upload, which a job takes."""

import asyncio
from uuid import uuid4

import pytest
from aiohttp import FormData

from domain.live.settings import SoundFormat
from domain.live.wave_file import HEADER_BYTES, wave_header
from domain.user import User
from tests.recorder import PATIENCE_SECONDS, SECOND, recorder, speech
from tests.service_in_memory import Client, ServiceInMemory

Bearer = dict[str, str]


async def recorded(client: Client, bearer: Bearer, sound: bytes) -> str:
    """Speak, leave, and return the recording's id."""
    async with recorder(client, "keep=true", bearer) as ours:
        await ours.telephone()
        await ours.append(sound)
        await ours.send("input_audio_buffer.commit")
        stored = await ours.next("recording.stored")
        while stored["offset"] < len(sound):
            stored = await ours.next("recording.stored")
        assert stored["offset"] == len(sound)
        return str(stored["upload_id"])


async def job_of(client: Client, bearer: Bearer, upload: str) -> bytes:
    """Make a job of a recording, and return its sound."""
    form = FormData(default_to_multipart=True)
    form.add_field("upload", upload)
    answer = await client.post("/jobs/", data=form, headers=bearer)
    assert answer.status == 200, await answer.text()
    job_id = (await answer.json())["job_id"]
    return await (await client.get(f"/jobs/{job_id}/audio", headers=bearer)).read()


async def test_a_recording_becomes_a_job(client: Client, bearer: Bearer) -> None:
    sound = speech(5.5)
    upload = await recorded(client, bearer, sound)
    assert await job_of(client, bearer, upload) == wave_header(SoundFormat.ULAW_8_KHZ) + sound


async def test_the_rest_is_stored_when_the_client_leaves(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    async with recorder(client, "keep=true", bearer) as ours:
        await ours.telephone()
        await ours.append(speech(3.0))
        stored = await ours.next("recording.stored")
        assert stored["offset"] == 2 * SECOND
    sound = await until_length(service, 3 * SECOND)
    assert sound == 3 * SECOND


async def until_length(service: ServiceInMemory, length: int) -> int:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            uploads = service.database.records.uploads.values()
            (offset,) = (record.upload.offset - HEADER_BYTES for record in uploads)
            if offset >= length:
                return offset
            await asyncio.sleep(0)


async def test_a_client_that_lost_its_line_goes_on_where_it_was(
    client: Client, bearer: Bearer
) -> None:
    sound = speech(6.0)
    upload = await recorded(client, bearer, sound[: 4 * SECOND])
    async with recorder(client, f"upload={upload}", bearer) as again:
        created = await again.next("session.created")
        assert created["session"]["audio"]["input"]["format"]["type"] == "audio/pcmu"
        offset = (await again.next("recording.stored"))["offset"]
        assert offset == 4 * SECOND
        await again.append(sound[offset:])
        assert (await again.next("recording.stored"))["offset"] == len(sound)
    assert await job_of(client, bearer, upload) == wave_header(SoundFormat.ULAW_8_KHZ) + sound


async def test_of_two_connections_one_writes(client: Client, bearer: Bearer) -> None:
    upload = await recorded(client, bearer, speech(2.0))
    async with (
        recorder(client, f"upload={upload}", bearer) as first,
        recorder(client, f"upload={upload}", bearer) as second,
    ):
        for each in (first, second):
            await each.next("recording.stored")
        await first.append(speech(2.0))
        assert (await first.next("recording.stored"))["offset"] == 4 * SECOND
        await second.append(speech(2.0))
        assert (await second.next("error"))["error"]["code"] == "upload_offset_mismatch"
        await second.socket.receive()
        assert second.socket.closed


async def test_a_recording_is_its_owners(
    service: ServiceInMemory, client: Client, bearer: Bearer, bob: User
) -> None:
    upload = await recorded(client, bearer, speech(2.0))
    for other, whose in ((upload, service.bearer(bob)), (uuid4(), bearer)):
        async with recorder(client, f"upload={other}", whose) as theirs:
            assert (await theirs.next("error"))["error"]["code"] == "upload_not_found"


@pytest.mark.parametrize("metadata", ["filename YQ==", "live QUJD"])
async def test_an_ordinary_upload_is_no_recording(
    service: ServiceInMemory, client: Client, bearer: Bearer, ada: User, metadata: str
) -> None:
    upload = await service.uploads().create(
        caller=ada, length=9, filename="a.wav", metadata=metadata
    )
    async with recorder(client, f"upload={upload.id}", bearer) as ours:
        assert (await ours.next("error"))["error"]["param"] == "upload"


async def test_the_format_of_a_recording_stays(client: Client, bearer: Bearer) -> None:
    upload = await recorded(client, bearer, speech(2.0))
    async with recorder(client, f"upload={upload}", bearer) as again:
        heard = {"format": {"type": "audio/pcm"}}
        session = {"type": "transcription", "audio": {"input": heard}}
        await again.send("session.update", session=session)
        await again.append(speech(0.5))
        assert "format" in (await again.next("error"))["error"]["param"]


async def test_without_being_asked_nothing_is_kept(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    async with recorder(client, "intent=transcription", bearer) as ours:
        await ours.telephone()
        await ours.append(speech(3.0))
        await ours.send("input_audio_buffer.commit")
        await ours.next("input_audio_buffer.committed")
    assert await service.stored_blobs() == []
