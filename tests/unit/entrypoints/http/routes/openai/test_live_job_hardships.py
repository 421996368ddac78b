"""A live job whose client, user or key comes to an end, or that gets too much of everything."""

import asyncio
import json
from base64 import b64encode
from contextlib import suppress
from typing import Any

import pytest

from application.jobs.live_leases import NOBODY
from application.live.limits import LiveLimits
from application.upkeep.end_abandoned_recordings import EndAbandonedRecordings
from domain.api_key import Scope
from domain.job import JobStatus
from domain.user import User
from tests.recorder import PATIENCE_SECONDS, SECOND, Recorder, recorder, speech
from tests.service_in_memory import Client, ServiceInMemory
from tests.unit.entrypoints.http.routes.openai.test_live_job import (
    HEADER,
    Bearer,
    asked,
    begun,
    job_in,
    left,
    spoken,
)
from whisper_transcriber_client.websocket import Kind, frame, opening

LONG_PROMPT = "word " * 800
PATIENT_MESSAGES = 20_000


def chore(service: ServiceInMemory) -> EndAbandonedRecordings:
    return EndAbandonedRecordings(service.unit_of_work, service.end_recording())


async def audio_of(client: Client, bearer: Bearer, job: str) -> bytes:
    answer = await client.get(f"/jobs/{job}/audio", headers=bearer)
    assert answer.status == 200
    return (await answer.read()).removeprefix(HEADER)


async def test_a_client_that_reads_nothing_is_let_go_and_its_sound_is_kept(
    service: ServiceInMemory, bearer: Bearer
) -> None:
    async with service.client(stall_seconds=0.2) as client:
        job = await begun(client, bearer)
        reader, writer = await asyncio.open_connection(client.host, client.port, limit=2**12)
        wanted = {"Host": "speech.example", **opening(), **bearer}
        head = "".join(f"{name}: {value}\r\n" for name, value in wanted.items())
        path = f"/v1/realtime?intent=transcription&job={job}"
        writer.write(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        assert b"101" in await reader.readline()
        taken = await flooded(writer)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await left(service, job)
        assert taken < PATIENT_MESSAGES
        assert service.live_transcriber.open_now == 0
        writer.close()
        async with recorder(client, f"job={job}", bearer) as again:
            assert (await again.next("recording.stored"))["offset"] == SECOND


async def flooded(writer: asyncio.StreamWriter) -> int:
    """Send sound, and then settings that are answered at length; return how many were taken."""
    heard: dict[str, Any] = {"format": {"type": "audio/pcmu"}, "turn_detection": None}
    sound = b64encode(speech(1.0)).decode()
    await sent(writer, "session.update", session=session_of(heard))
    await sent(writer, "input_audio_buffer.append", audio=sound)
    await sent(writer, "input_audio_buffer.commit")
    heard = {"transcription": {"prompt": LONG_PROMPT}}
    with suppress(ConnectionError):
        for number in range(PATIENT_MESSAGES):
            await sent(writer, "session.update", session=session_of(heard))
            if writer.is_closing():
                return number
        return PATIENT_MESSAGES
    return 0


def session_of(heard: dict[str, Any]) -> dict[str, Any]:
    return {"type": "transcription", "audio": {"input": heard}}


async def sent(writer: asyncio.StreamWriter, kind: str, **fields: object) -> None:
    writer.write(frame(Kind.TEXT, json.dumps({"type": kind, **fields}).encode()))
    await writer.drain()


@pytest.mark.parametrize("what", ["disabled", "new password", "revoked key", "old token"])
async def test_who_may_no_longer_speak_is_told_and_the_recording_stays(
    service: ServiceInMemory, client: Client, ada: User, what: str
) -> None:
    key = await service.api_key(ada, Scope.TRANSCRIBE, Scope.READ)
    with_key = {"Authorization": f"Bearer {key.secret}"}
    theirs = with_key if what == "revoked key" else service.bearer(ada)
    job = await begun(client, theirs)
    async with recorder(client, f"job={job}", theirs) as ours:
        await spoken(ours, speech(3.0))
        match what:
            case "disabled":
                await service.change_user(ada, disabled=True)
            case "new password":
                await service.change_user(ada, token_generation=ada.token_generation + 1)
            case "revoked key":
                async with service.unit_of_work() as uow:
                    await uow.api_keys.revoke(key.key.id, ada.id, at=service.clock.now())
                    await uow.commit()
        hours = 24.5 if what == "old token" else 0.01
        assert (await listened_for_hours(service, ours, hours))["code"] == "not_authenticated"
        await ours.socket.receive()
        assert ours.socket.close_code == 1008
    await left(service, job)
    await service.clock.advance(601.0)
    assert await chore(service)() == 1
    ended = await job_in(service, job)
    assert (ended.status, ended.recording.duration_seconds) == (JobStatus.QUEUED, 3.0)


async def listened_for_hours(
    service: ServiceInMemory, ours: Recorder, hours: float
) -> dict[str, Any]:
    """Let hours pass while the client sends something now and then, until an error is told."""
    for _ in range(round(hours * 3600 / 290) + 1):
        await ours.send("input_audio_buffer.clear")
        told = await ours.next("error", "input_audio_buffer.cleared")
        if told["type"] == "error":
            error: dict[str, Any] = told["error"]
            return error
        for _ in range(29):
            await service.clock.advance(10.0)
    last: dict[str, Any] = (await ours.next("error"))["error"]
    return last


async def test_nobody_ends_a_recording_while_its_client_is_there(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    job = await begun(client, bearer)
    end_abandoned = chore(service)
    async with recorder(client, f"job={job}", bearer) as ours:
        await spoken(ours, speech(2.0))
        for _ in range(6):  # half an hour, in which nobody speaks
            await ours.send("input_audio_buffer.clear")
            await ours.next("input_audio_buffer.cleared")
            for _ in range(29):
                await service.clock.advance(10.0)
                assert await end_abandoned() == 0
        lease = (await job_in(service, job)).lease
        assert lease is not None
        assert lease.worker != NOBODY
    await left(service, job)
    await service.clock.advance(599.0)
    assert await end_abandoned() == 0
    await service.clock.advance(2.0)
    assert await end_abandoned() == 1
    assert (await job_in(service, job)).status is JobStatus.QUEUED


@pytest.mark.parametrize("size", [1, 3, 777, 4_801])
async def test_sound_may_be_cut_anywhere(
    service: ServiceInMemory, client: Client, bearer: Bearer, size: int
) -> None:
    sound = speech(1.5) + b"a"  # half a sample at the end
    job = await begun(client, bearer)
    async with recorder(client, f"job={job}", bearer) as ours:
        for start in range(0, len(sound), size):
            piece = b64encode(sound[start : start + size]).decode()
            await ours.send("input_audio_buffer.append", audio=piece)
        await ours.send("input_audio_buffer.commit")
        while (await ours.next("recording.stored"))["offset"] < len(sound):
            pass
    await left(service, job)
    await asked(client, bearer, job, "end")
    assert (await audio_of(client, bearer, job))[len(HEADER) :] == sound


async def test_a_line_that_is_lost_within_a_sample_is_gone_on_with_at_the_next(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    job = await begun(client, bearer)
    async with recorder(client, f"job={job}", bearer) as ours:
        await ours.append(b"a" * 777)
        await ours.send("input_audio_buffer.commit")
        await ours.next("conversation.item.input_audio_transcription.completed")
    await left(service, job)
    service.live_transcriber.asked.clear()
    async with recorder(client, f"job={job}", bearer) as again:
        assert (await again.next("recording.stored"))["offset"] == 777
        await again.append(b"b" + b"c" * 400)
        await again.send("input_audio_buffer.commit")
        await again.next("conversation.item.input_audio_transcription.completed")
    await left(service, job)
    assert {heard for _, heard in service.live_transcriber.asked} == {"c" * 400}
    await asked(client, bearer, job, "end")
    whole = (await audio_of(client, bearer, job))[len(HEADER) :]
    assert whole == b"a" * 777 + b"b" + b"c" * 400


async def test_sound_that_is_no_base64_is_not_in_the_recording(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    job = await begun(client, bearer)
    async with recorder(client, f"job={job}", bearer) as ours:
        await ours.telephone()
        for garbage in ("%%%%", "YWJ", "\0", "YW Jj", ""):
            await ours.send("input_audio_buffer.append", audio=garbage)
        await spoken(ours, speech(2.0))
    await left(service, job)
    await asked(client, bearer, job, "end")
    assert await audio_of(client, bearer, job) == speech(2.0)


async def test_a_flood_of_sound_is_refused_and_not_stored(
    service: ServiceInMemory, bearer: Bearer
) -> None:
    service.live_limits = LiveLimits(ahead_seconds=5.0)
    async with service.client() as client:
        job = await begun(client, bearer)
        async with recorder(client, f"job={job}", bearer) as ours:
            await ours.telephone()
            await ours.append(speech(50.0))
            for _ in range(90):
                assert (await ours.next("error"))["error"]["code"] == "audio_ahead_of_time"
            await ours.send("input_audio_buffer.commit")
            while (await ours.next("recording.stored"))["offset"] < 5 * SECOND:
                pass
        await left(service, job)
        await asked(client, bearer, job, "end")
        assert await audio_of(client, bearer, job) == speech(5.0)


async def test_of_two_clients_that_flood_one_job_one_is_heard(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    job = await begun(client, bearer)
    sound = speech(8.0)
    async with (
        recorder(client, f"job={job}", bearer) as old,
        recorder(client, f"job={job}", bearer) as new,
    ):
        await old.next("recording.stored")
        await new.next("recording.stored")
        await asyncio.gather(old.telephone(), new.telephone())
        await asyncio.gather(old.append(sound), new.append(sound))
        assert (await old.next("error"))["error"]["code"] == "recording_taken_over"
        await new.send("input_audio_buffer.commit")
        while (await new.next("recording.stored"))["offset"] < len(sound):
            pass
    await left(service, job)
    await asked(client, bearer, job, "end")
    assert await audio_of(client, bearer, job) == sound


async def test_settings_that_change_while_somebody_speaks_lose_no_sound(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    job = await begun(client, bearer)
    sound = speech(4.0)
    async with recorder(client, f"job={job}", bearer) as ours:
        await ours.telephone()
        for start in range(0, len(sound), SECOND):
            await ours.append(sound[start : start + SECOND])
            language = {"transcription": {"language": "de" if start else "fr"}}
            await ours.send("session.update", session=session_of(language))
            await ours.next("session.updated")
        other = {"format": {"type": "audio/pcm", "rate": 16000}}
        await ours.send("session.update", session=session_of(other))
        await ours.next("session.updated")
        await ours.append(b"..")
        assert (await ours.next("error"))["error"]["param"] == "session.audio.input.format"
    await left(service, job)
    await asked(client, bearer, job, "end")
    assert await audio_of(client, bearer, job) == sound
