"""The Python client speaks into a live job of a real service, which is killed meanwhile."""

import asyncio
import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.digits_model import SAMPLES
from tests.e2e.cli.conftest import PASSWORD, ServiceProcess, StartService
from whisper_transcriber_client import (
    AsyncClient,
    Client,
    LiveEndedError,
    LiveNews,
    LiveStored,
    LiveTurn,
    LiveWords,
    NotFoundError,
    UnauthorizedError,
)

RATE = 16_000
ENGLISH = "three one four one five nine two six"
HEADER_BYTES = 44


def spoken(times: int = 1) -> bytes:
    """Read the digits out so often, with a pause after each time."""
    with wave.open(str(SAMPLES / "digits-en.wav")) as file:
        assert (file.getframerate(), file.getsampwidth()) == (RATE, 2)
        once = file.readframes(file.getnframes())
    sound: bytes = np.frombuffer((once + bytes(2 * RATE)) * times, np.int16).tobytes()
    return sound


def pieces(sound: bytes, size: int = 3_201) -> Iterator[bytes]:
    for start in range(0, len(sound), size):
        yield sound[start : start + size]


async def async_pieces(sound: bytes) -> AsyncIterator[bytes]:
    for piece in pieces(sound):
        yield piece
        await asyncio.sleep(0)


def kept(client: Client, job_id: str, folder: Path) -> bytes:
    client.save_recording(job_id, folder / "kept.wav")
    return (folder / "kept.wav").read_bytes()[HEADER_BYTES:]


def turns(news: list[LiveNews]) -> str:
    return " ".join(each.text for each in news if isinstance(each, LiveTurn))


@pytest.fixture
def client(service: ServiceProcess) -> Iterator[Client]:
    with Client(service.url) as client:
        client.login("admin", PASSWORD)
        yield client


def test_what_is_said_is_heard_and_becomes_a_job(client: Client, tmp_path: Path) -> None:
    job_id = client.begin_live(title="Digits", language="en")
    news = list(client.send_live(job_id, pieces(spoken()), rate=RATE))
    assert turns(news) == ENGLISH
    assert "".join(each.text for each in news if isinstance(each, LiveWords)).split()
    stored = [each.offset for each in news if isinstance(each, LiveStored)]
    assert (stored[0], stored[-1]) == (0, len(spoken()))
    assert client.end_live(job_id).id == job_id
    job = client.wait(job_id)
    assert (job.status, job.title, job.text) == ("completed", "Digits", ENGLISH)
    assert kept(client, job_id, tmp_path) == spoken()


async def test_the_same_with_asyncio(service: ServiceProcess) -> None:
    async with AsyncClient(service.url) as client:
        await client.login("admin", PASSWORD)
        job_id = await client.begin_live(language="en")
        heard = client.send_live(job_id, async_pieces(spoken()), rate=RATE)
        assert turns([each async for each in heard]) == ENGLISH
        await client.end_live(job_id)
        assert (await client.wait(job_id)).text == ENGLISH


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_service_that_is_started_again_loses_and_doubles_nothing(
    start_service: StartService, tmp_path: Path, how: str
) -> None:
    service = start_service()
    sound = spoken(3)
    with Client(service.url) as client:
        client.login("admin", PASSWORD)
        job_id = client.begin_live(language="en")
        news: list[LiveNews] = []
        for each in client.send_live(job_id, pieces(sound), rate=RATE):
            news.append(each)
            if how and isinstance(each, LiveStored) and each.seconds > 4:
                getattr(service, how)()
                service.start()
                how = ""
        client.end_live(job_id)
        job = client.wait(job_id)
        assert kept(client, job_id, tmp_path) == sound
        whole = client.transcribe(tmp_path / "kept.wav", language="en", reuse=False)
    assert how == ""
    assert job.text == whole.text
    assert sum(isinstance(each, LiveStored) and each.offset == 0 for each in news) == 1


async def test_a_service_that_is_started_again_is_waited_for_with_asyncio(
    start_service: StartService,
) -> None:
    service = start_service()
    async with AsyncClient(service.url) as client:
        await client.login("admin", PASSWORD)
        job_id = await client.begin_live(language="en")
        restarted = False
        async for each in client.send_live(job_id, async_pieces(spoken(2)), rate=RATE):
            if not restarted and isinstance(each, LiveStored) and each.seconds > 4:
                await asyncio.to_thread(service.kill)
                await asyncio.to_thread(service.start)
                restarted = True
        assert restarted
        await client.end_live(job_id)
        job = await client.wait(job_id)
    assert job.duration_seconds == len(spoken(2)) / 2 / RATE


def test_the_end_of_another_ends_the_session(client: Client) -> None:
    job_id = client.begin_live()
    told = client.send_live(job_id, pieces(spoken(4)), rate=RATE)
    assert next(told) == LiveStored(0, 0.0)
    client.end_live(job_id)
    with pytest.raises(LiveEndedError) as caught:
        list(told)
    assert caught.value.code == "recording_ended"


def test_the_newest_of_two_clients_has_the_recording(client: Client) -> None:
    job_id = client.begin_live()
    first = client.send_live(job_id, pieces(spoken(4)), rate=RATE)
    next(first)
    list(client.send_live(job_id, pieces(spoken()), rate=RATE))
    with pytest.raises(LiveEndedError) as caught:
        list(first)
    assert caught.value.code in {"recording_taken_over", "recording_ended"}
    client.cancel(job_id)


def test_a_job_of_nobody_is_told(client: Client) -> None:
    missing = "00000000-0000-4000-8000-000000000000"
    with pytest.raises((NotFoundError, LiveEndedError), match="no job"):
        list(client.send_live(missing, pieces(spoken()), rate=RATE))


def test_a_wrong_key_is_told(service: ServiceProcess) -> None:
    with Client(service.url, api_key="wrong") as client, pytest.raises(UnauthorizedError):
        list(client.send_live("1", pieces(spoken()), rate=RATE))


def test_a_microphone_that_breaks_is_told(client: Client) -> None:
    def breaking() -> Iterator[bytes]:
        yield spoken()
        raise OSError("The microphone is gone.")

    job_id = client.begin_live()
    with pytest.raises(OSError, match="microphone"):
        list(client.send_live(job_id, breaking(), rate=RATE))
    client.cancel(job_id)
