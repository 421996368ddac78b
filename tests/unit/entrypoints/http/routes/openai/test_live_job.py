"""A live session is a job: its sound is safe, it goes on after a lost line, and it is ended."""

import asyncio
from base64 import b64encode
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiohttp import FormData

from application.jobs.live_leases import NOBODY, LiveLeases
from domain.job import Job, JobId, JobStatus, Live
from domain.live.settings import SoundFormat
from domain.live.wave_file import wave_header
from domain.user import User
from tests.recorder import PATIENCE_SECONDS, SECOND, Recorder, recorder, speech
from tests.samples import a_passage
from tests.service_in_memory import Client, ServiceInMemory
from tests.unit.entrypoints.http.routes.openai.conftest import a_client

Bearer = dict[str, str]
HEADER = wave_header(SoundFormat.ULAW_8_KHZ)


def form_of(**fields: str) -> FormData:
    form = FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    return form


async def begun(client: Client, bearer: Bearer, **fields: str) -> str:
    form = form_of(live="true", **fields)
    answer = await client.post("/jobs/", data=form, headers=bearer)
    assert answer.status == 200, await answer.text()
    return str((await answer.json())["job_id"])


async def shown(client: Client, bearer: Bearer, job: str) -> dict[str, Any]:
    body: dict[str, Any] = await (await client.get(f"/jobs/{job}", headers=bearer)).json()
    return body


async def asked(client: Client, bearer: Bearer, job: str, what: str) -> tuple[int, dict[str, Any]]:
    answer = await client.post(f"/jobs/{job}/{what}", headers=bearer)
    return answer.status, await answer.json()


async def job_in(service: ServiceInMemory, job: str | JobId) -> Job:
    async with service.unit_of_work() as uow:
        return await uow.jobs.get(JobId(UUID(str(job))))


async def left(service: ServiceInMemory, job: str) -> None:
    """Wait until no connection has the job."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            lease = (await job_in(service, job)).lease
            if lease is None or lease.worker == NOBODY:
                return
            await asyncio.sleep(0)


async def spoken(ours: Recorder, sound: bytes) -> None:
    await ours.telephone()
    await ours.append(sound)
    await ours.send("input_audio_buffer.commit")
    while (await ours.next("recording.stored"))["offset"] < len(sound):
        pass


async def recorded(
    service: ServiceInMemory, client: Client, bearer: Bearer, sound: bytes, **fields: str
) -> str:
    job = await begun(client, bearer, **fields)
    async with recorder(client, f"job={job}", bearer) as ours:
        await spoken(ours, sound)
    await left(service, job)
    return job


async def test_a_live_job_is_shown_as_one(client: Client, bearer: Bearer) -> None:
    job = await begun(client, bearer, title="Town hall", language="de")
    told = await shown(client, bearer, job)
    assert (told["status"], told["stage"], told["live"]) == ("processing", "live", True)
    assert (told["title"], told["language"]) == ("Town hall", "de")


async def test_the_jobs_options_are_those_of_the_session(client: Client, bearer: Bearer) -> None:
    job = await begun(client, bearer, language="de", prompt="Rathaus")
    async with recorder(client, f"job={job}", bearer) as ours:
        created = await ours.next("session.created")
        assert created["session"]["audio"]["input"]["transcription"] == {
            "model": "digits",
            "language": "de",
            "prompt": "Rathaus",
        }


async def test_first_it_is_told_how_much_is_safe(client: Client, bearer: Bearer) -> None:
    job = await begun(client, bearer)
    async with recorder(client, f"job={job}", bearer) as ours:
        stored = await ours.next("recording.stored")
        assert (stored["job_id"], stored["upload_id"], stored["offset"]) == (job, None, 0)
        await ours.telephone()
        await ours.append(speech(2.0))
        stored = await ours.next("recording.stored")
        assert stored["job_id"] == job
        assert stored["upload_id"] is not None
        assert stored["offset"] == 2 * SECOND


async def test_the_end_makes_it_an_ordinary_job(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    sound = speech(5.5)
    job = await recorded(service, client, bearer, sound, filename="hall.wav")
    status, told = await asked(client, bearer, job, "end")
    assert (status, told["status"], told["live"]) == (200, "queued", False)
    assert (told["original_filename"], told["duration_seconds"]) == ("hall.wav", 5.5)
    audio = await client.get(f"/jobs/{job}/audio", headers=bearer)
    assert await audio.read() == HEADER + sound
    assert len(await service.stored_blobs()) == 1
    assert service.database.records.uploads == {}
    assert [str(message.job_id) for message in service.queue.waiting] == [job]


async def test_a_second_end_changes_nothing(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    job = await recorded(service, client, bearer, speech(2.0))
    first, again = [await asked(client, bearer, job, "end") for _ in range(2)]
    assert first == again


async def test_a_client_that_lost_its_line_goes_on_where_it_was(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    sound = speech(6.0)
    job = await recorded(service, client, bearer, sound[: 3 * SECOND])
    async with recorder(client, f"job={job}", bearer) as again:
        created = await again.next("session.created")
        assert created["session"]["audio"]["input"]["format"]["type"] == "audio/pcmu"
        offset = (await again.next("recording.stored"))["offset"]
        await again.append(sound[offset:])
        await again.next("recording.stored")
    await left(service, job)
    await asked(client, bearer, job, "end")
    audio = await client.get(f"/jobs/{job}/audio", headers=bearer)
    assert await audio.read() == HEADER + sound


async def test_a_newer_connection_takes_over(client: Client, bearer: Bearer) -> None:
    job = await begun(client, bearer)
    async with (
        recorder(client, f"job={job}", bearer) as old,
        recorder(client, f"job={job}", bearer) as new,
    ):
        await old.telephone()
        await new.telephone()
        await new.append(speech(2.0))
        assert (await new.next("recording.stored"))["offset"] == 2 * SECOND
        await old.append(speech(2.0))
        assert (await old.next("error"))["error"]["code"] == "recording_taken_over"
        await old.socket.receive()
        assert old.socket.closed
        await new.append(speech(2.0))
        assert (await new.next("recording.stored"))["offset"] == 4 * SECOND


@pytest.mark.parametrize("what", ["end", "cancel", "delete"])
async def test_a_connection_ends_with_its_recording(
    service: ServiceInMemory, client: Client, bearer: Bearer, what: str
) -> None:
    job = await begun(client, bearer)
    async with recorder(client, f"job={job}", bearer) as ours:
        await ours.next("recording.stored")
        if what == "delete":
            assert (await client.delete(f"/jobs/{job}", headers=bearer)).status == 204
        else:
            asking = asyncio.create_task(asked(client, bearer, job, what))
            while not asking.done():
                await service.clock.advance(1)
        await service.clock.advance(10)
        code = (await ours.next("error"))["error"]["code"]
    assert code == ("job_not_found" if what == "delete" else "recording_ended")


async def test_an_ended_recording_takes_no_sound(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    job = await recorded(service, client, bearer, speech(2.0))
    await asked(client, bearer, job, "end")
    async with recorder(client, f"job={job}", bearer) as late:
        assert (await late.next("error"))["error"]["code"] == "recording_ended"


async def test_a_job_is_its_owners(
    service: ServiceInMemory, client: Client, bearer: Bearer, bob: User
) -> None:
    job = await begun(client, bearer)
    for other, whose in ((job, service.bearer(bob)), (str(uuid4()), bearer)):
        async with recorder(client, f"job={other}", whose) as theirs:
            assert (await theirs.next("error"))["error"]["code"] == "job_not_found"
        assert (await asked(client, whose, other, "end"))[0] == 404


async def test_without_sound_the_job_has_failed(client: Client, bearer: Bearer) -> None:
    job = await begun(client, bearer)
    _, told = await asked(client, bearer, job, "end")
    assert (told["status"], told["error_code"]) == ("failed", "nothing_recorded")
    status, told = await asked(client, bearer, job, "retry")
    assert (status, told["code"]) == (409, "nothing_recorded")


async def test_a_cancelled_recording_keeps_its_sound_and_can_be_retried(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    job = await recorded(service, client, bearer, speech(2.0))
    _, told = await asked(client, bearer, job, "cancel")
    assert told["status"] == "cancelled"
    assert service.queue.waiting == []
    status, told = await asked(client, bearer, job, "retry")
    assert (status, told["status"]) == (200, "queued")
    audio = await client.get(f"/jobs/{job}/audio", headers=bearer)
    assert await audio.read() == HEADER + speech(2.0)


async def test_a_deleted_recording_leaves_nothing(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    job = await recorded(service, client, bearer, speech(4.0))
    assert (await client.delete(f"/jobs/{job}", headers=bearer)).status == 204
    assert await service.stored_blobs() == []
    assert service.database.records.uploads == {}


async def test_its_sound_is_no_ordinary_upload(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    job = await recorded(service, client, bearer, speech(2.0))
    (upload,) = service.database.records.uploads
    answer = await client.post("/jobs/", data=form_of(upload=str(upload)), headers=bearer)
    assert (await answer.json())["code"] == "upload_of_live_job"
    tus = {**bearer, "Tus-Resumable": "1.0.0"}
    assert (await client.delete(f"/uploads/{upload}", headers=tus)).status == 409
    async with recorder(client, f"upload={upload}", bearer) as ours:
        assert (await ours.next("error"))["error"]["code"] == "upload_of_live_job"
    assert (await job_in(service, job)).live is Live.RECORDING


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"url": "https://example.org/a.wav"}, "url"),
        ({"upload": str(uuid4())}, "upload"),
        ({"channels": "separate"}, "channels"),
        ({"track": "2"}, "track"),
        ({"clip_start": "3"}, "clip_start"),
        ({"model": "unheard"}, "model"),
    ],
)
async def test_what_contradicts_a_live_session_is_refused(
    client: Client, bearer: Bearer, fields: dict[str, str], field: str
) -> None:
    answer = await client.post("/jobs/", data=form_of(live="true", **fields), headers=bearer)
    assert answer.status == 422
    assert field in [fault["field"] for fault in (await answer.json())["errors"]]


async def test_a_file_is_refused(service: ServiceInMemory, client: Client, bearer: Bearer) -> None:
    form = form_of(live="true")
    form.add_field("file", b"RIFF", filename="a.wav")
    answer = await client.post("/jobs/", data=form, headers=bearer)
    assert answer.status == 422
    assert await service.stored_blobs() == []


@pytest.mark.parametrize("query", ["job={}&keep=true", "job={}&model=digits"])
async def test_a_job_needs_nothing_beside_it(client: Client, bearer: Bearer, query: str) -> None:
    job = await begun(client, bearer)
    answer = await client.get(f"/v1/realtime?{query.format(job)}", headers=bearer)
    assert answer.status in {400, 426}


async def test_a_client_secret_opens_no_job(client: Client, bearer: Bearer) -> None:
    job = await begun(client, bearer)
    answer = await client.post("/v1/realtime/client_secrets", json={}, headers=bearer)
    secret = (await answer.json())["value"]
    headers = {"Authorization": f"Bearer {secret}", "Connection": "Upgrade", "Upgrade": "websocket"}
    answer = await client.get(f"/v1/realtime?job={job}", headers=headers)
    assert answer.status in {400, 422}


async def test_an_ordinary_job_cannot_be_ended(
    service: ServiceInMemory, client: Client, bearer: Bearer, ada: User
) -> None:
    job = await service.job_of(ada.id)
    assert (await asked(client, bearer, str(job.id), "end"))[0] == 409
    assert (await job_in(service, job.id)).status is JobStatus.QUEUED


TEXT = "conversation.item.input_audio_transcription"
TURN = b"." * 20 + b"a" * 16 + b"b" * 16 + b"." * 29


async def told_live(client: Client, bearer: Bearer, job: str, turn: bytes = TURN) -> None:
    async with recorder(client, f"job={job}", bearer) as ours:
        await ours.next("session.created")
        await ours.send("input_audio_buffer.append", audio=b64encode(turn).decode())
        await ours.next(f"{TEXT}.completed")


async def test_what_is_heard_can_be_read_while_it_is_live_and_until_it_is_replaced(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    job = await begun(client, bearer)
    await told_live(client, bearer, job)
    assert (await shown(client, bearer, job))["transcript"] == "a b"
    await left(service, job)
    await asked(client, bearer, job, "end")
    assert (await shown(client, bearer, job))["transcript"] == "a b"
    answer = await client.get(f"/jobs/{job}/transcript?format=txt", headers=bearer)
    assert await answer.text() == "a b\n"


async def test_a_watcher_hears_words_and_segments(client: Client, bearer: Bearer) -> None:
    job = await begun(client, bearer)
    async with client.get(f"/jobs/{job}/events", headers=bearer) as stream:
        await stream.content.readuntil(b"\n\n")
        await told_live(client, bearer, job)
        seen = b""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while b"event: segment" not in seen:
                seen += await stream.content.readuntil(b"\n\n")
    assert b"event: partial" in seen
    assert b'"draft":true' in seen


async def test_the_transcript_replaces_the_draft(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    job = await begun(client, bearer)
    await told_live(client, bearer, job)
    await left(service, job)
    await asked(client, bearer, job, "end")
    queued = await job_in(service, job)
    running = queued.claimed(LiveLeases(service.clock)(), at=service.clock.now())
    async with service.unit_of_work() as uow:
        await uow.jobs.replace(queued, running)
        await uow.passages.append(queued.id, a_passage(" better", end=0.9))
        await uow.commit()
    assert (await shown(client, bearer, job))["transcript"] == "better"
    done = running.completed(at=service.clock.now(), duration_seconds=1.0)
    await service.replaced(running, done)
    assert (await shown(client, bearer, job))["transcript"] == "better"
    assert service.database.records.drafts == {}


async def test_openais_client_speaks_into_a_job(
    service: ServiceInMemory, url: str, key: str, ada: User
) -> None:
    job = await service.job_of(ada.id, live=Live.RECORDING, status=JobStatus.PROCESSING)
    query = {"intent": "transcription", "job": str(job.id)}
    client = a_client(url, key)
    async with client.realtime.connect(extra_query=query) as session:
        await session.input_audio_buffer.append(audio=b64encode(TURN).decode())
        async for event in session:
            if event.type == "conversation.item.input_audio_transcription.completed":
                assert event.transcript == "a b"
                break
    async with service.unit_of_work() as uow:
        draft = await uow.drafts.last(job.id)
    assert draft is not None
    assert draft.text == " a b"
