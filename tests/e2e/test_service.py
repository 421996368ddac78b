"""The program as an operator runs it: a process, a folder, signals."""

import asyncio
import os
import shlex
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from io import BytesIO
from pathlib import Path

import av
import psutil
import pytest
import srt

from tests.bombs import with_one_large_block
from tests.digits_model import SAMPLES
from tests.digits_service import start_service
from tests.e2e.client import logged_in
from tests.programs import communicated
from tests.sound import encoded
from tests.spoken import sample as spoken
from tests.spoken import talk
from tools.demo.service import Service

ROOT = Path(__file__).parents[2]
DECODES = "adapters.sound.processes.program"
SAID = {
    "en": "three one four one five nine two six",
    "de": "zwei sieben eins acht zwei acht null vier",
    "fr": "un six un huit zéro trois neuf sept",
    "es": "cinco siete dos cero cuatro seis ocho nueve",
}

Start = Callable[..., Awaitable[Service]]


def names_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


def sample(language: str) -> bytes:
    return (SAMPLES / f"digits-{language}.wav").read_bytes()


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Start services that end with the test, however it ends."""
    async with AsyncExitStack() as stack:

        async def start_one(settings: Mapping[str, str] | None = None) -> Service:
            service = await start_service(tmp_path, settings)
            stack.push_async_callback(service.stop)
            await service.ready()
            return service

        yield start_one


@pytest.mark.parametrize("language", SAID)
async def test_what_was_said_comes_out(start: Start, language: str) -> None:
    service = await start()
    async with logged_in(service.url) as client:
        job = await client.until(await client.submit(sample(language)))
        assert job["transcript"] == SAID[language]
        assert job["language"] == language
        cues = list(srt.parse(await client.text(f"{job['transcript_download_url']}?format=srt")))
        assert " ".join(cue.content for cue in cues).split() == SAID[language].split()


async def test_a_film_comes_back_with_its_subtitles_and_nothing_is_left_of_the_copy(
    start: Start, tmp_path: Path
) -> None:
    service = await start()
    film = encoded(spoken("en"), "mp4", pictures=True)
    async with logged_in(service.url) as client:
        job = await client.until(await client.submit(film, "talk.mp4"))
        path = f"/jobs/{job['job_id']}/video"
        async with client.session.get(path, raise_for_status=True) as answer:
            assert answer.headers["Content-Type"] == "video/mp4"
            copy = await answer.read()
    with av.open(BytesIO(copy), mode="r") as opened:
        (track,) = opened.streams.subtitles
        texts = [bytes(packet)[2:].decode() for packet in opened.demux(track)]
    assert " ".join(texts).split() == job["transcript"].split()
    assert not [name for name in names_in(tmp_path) if name.startswith("tmp")]


async def test_a_part_of_a_recording_is_transcribed(start: Start) -> None:
    service = await start()
    async with logged_in(service.url) as client:
        sound = encoded(talk(20.0, 40.0), "flac")
        part = await client.submit(sound, "talk.flac", clip_start="25", clip_end="40")
        job = await client.until(part)
        assert job["transcript"] == SAID["en"]
        assert job["duration_seconds"] == pytest.approx(84.0, abs=0.1)
        late = await client.until(await client.submit(sound, "talk.flac", clip_start="100"))
        assert (late["status"], late["error_code"]) == ("failed", "audio_unreadable")
        assert "begins at 100 s" in late["error_message"]


async def test_sigterm_ends_the_service_within_ten_seconds_even_while_it_works(
    start: Start,
) -> None:
    service = await start()
    async with logged_in(service.url) as client:
        for _ in range(8):
            await client.submit(long_recording())
        began = time.monotonic()
        await service.stop()
    assert service.process.returncode == 0
    assert time.monotonic() - began < 10


async def test_one_that_is_told_to_stop_while_it_starts_ends_as_well(tmp_path: Path) -> None:
    service = await start_service(tmp_path)
    try:
        async with asyncio.timeout(60):
            while not (tmp_path / "transcriber.db").exists():  # noqa: ASYNC110  # nobody tells of it
                await asyncio.sleep(0.01)
    finally:
        await service.stop()
    assert service.process.returncode == 0


@pytest.mark.parametrize("end", ["terminate", "kill"])
async def test_jobs_that_were_under_way_are_taken_up_again(start: Start, end: str) -> None:
    service = await start({"SHUTDOWN_GRACE_SECONDS": "0.1"})
    async with logged_in(service.url) as client:
        # At a fixed temperature, since what is sampled differs from run to run.
        undisturbed = await client.until(await client.submit(long_recording(), temperature="0"))
        job_ids = [await client.submit(long_recording(), temperature="0") for _ in range(3)]
        await client.until(job_ids[0], "processing", "completed")
        getattr(service.process, end)()
        await service.process.wait()
    service = await start()
    async with logged_in(service.url) as client:
        for job_id in job_ids:
            job = await client.until(job_id)
            assert job["status"] == "completed"
            assert job["transcript"] == undisturbed["transcript"]


async def test_a_job_whose_decoding_process_is_killed_goes_on_with_another_and_nothing_is_lost(
    start: Start,
) -> None:
    service = await start()
    async with logged_in(service.url) as client:
        undisturbed = await client.until(await client.submit(long_recording(), temperature="0"))
        job_id = await client.submit(long_recording(), temperature="0")
        await client.until(job_id, "processing")
        killed = [each.pid for each in decoding_processes(service)]
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        job = await client.until(job_id)
        assert job["status"] == "completed"
        assert job["transcript"] == undisturbed["transcript"]
        assert killed
        assert not {each.pid for each in decoding_processes(service)} & set(killed)


async def test_a_block_of_hours_costs_neither_the_service_nor_other_jobs(start: Start) -> None:
    service = await start()
    async with logged_in(service.url) as client:
        poisonous = await client.submit(with_one_large_block(16 << 20), "hours.mkv", language="en")
        beside = await client.until(await client.submit(sample("en")))
        assert beside["transcript"] == SAID["en"]
        assert (await client.until(poisonous))["status"] == "completed"
    assert service.process.returncode is None


def decoding_processes(service: Service) -> list[psutil.Process]:
    """Find those that decode for the service, at work or not."""
    children = psutil.Process(service.process.pid).children()
    return [each for each in children if DECODES in " ".join(each.cmdline())]


async def test_a_second_service_on_the_same_folder_refuses_in_words(
    start: Start, tmp_path: Path
) -> None:
    await start()
    second = await start_service(tmp_path, stderr=asyncio.subprocess.PIPE)
    _, words = await communicated(second.process, seconds=60)
    assert second.process.returncode == 1
    assert "in use" in words.decode()
    assert "Traceback" not in words.decode()


async def test_production_without_secrets_refuses_and_lists_them(tmp_path: Path) -> None:
    service = await start_service(
        tmp_path,
        {"ENVIRONMENT": "production", "ADMIN_BOOTSTRAP_PASSWORD": ""},
        stderr=asyncio.subprocess.PIPE,
    )
    _, words = await communicated(service.process, seconds=60)
    assert service.process.returncode == 1
    assert "JWT_SECRET_KEY" in words.decode()
    assert "ADMIN_BOOTSTRAP_PASSWORD" in words.decode()
    assert "Traceback" not in words.decode()


async def test_the_session_in_the_readme_works_when_pasted(start: Start) -> None:
    service = await start({"ADMIN_BOOTSTRAP_PASSWORD": "choose-a-password"})
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-euo",
        "pipefail",
        "-c",
        with_digits(readme_session()).replace("http://127.0.0.1:8000", shlex.quote(service.url)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await communicated(process, seconds=60)
    assert process.returncode == 0
    assert SAID["en"].split()[0] in output.decode()
    assert "00:00:0" in output.decode()


def readme_session() -> str:
    """Find the block that the README promises to be tested."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    marked = text.split("<!-- A test runs this block as it stands. -->")[1]
    return marked.split("```sh\n")[1].split("```")[0]


def with_digits(session: str) -> str:
    """Hand in a recording that the model of the tests understands; `tests/real` has the other."""
    assert "samples/lighthouse.flac" in session
    return session.replace("samples/lighthouse.flac", shlex.quote(str(SAMPLES / "digits-en.wav")))


def long_recording() -> bytes:
    """Say the sample thirty times: four minutes."""
    return _wave(sample("en")[44:] * 30)


def with_silence(size: int) -> bytes:
    """Say the sample, and nothing more for so many bytes."""
    return _wave(sample("en")[44:].ljust(size - 44, b"\0"))


def _wave(body: bytes) -> bytes:
    """Put a header in front of samples, as the sample's own is."""
    header = sample("en")[:44]
    for offset, size in {4: len(body) + 36, 40: len(body)}.items():
        header = header[:offset] + size.to_bytes(4, "little") + header[offset + 4 :]
    return header + body
