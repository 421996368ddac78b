"""The whole way over a real socket, as curl and a browser would go it; adapters in memory."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
from aiohttp.test_utils import TestServer

from adapters.storage.obstore_blobs import ObstoreBlobStore
from domain.transcript import DetectedLanguage
from tests.programs import communicated
from tests.samples import a_passage
from tests.service_in_memory import SOUND, ServiceInMemory

MIB = 2**20


@pytest.fixture
def service() -> ServiceInMemory:
    return ServiceInMemory()


@pytest.fixture
async def url(service: ServiceInMemory) -> AsyncIterator[str]:
    await service.add_user("ada")
    async with TestServer(service.app()) as server:
        yield str(server.make_url("/")).rstrip("/")


async def curl(*arguments: str) -> tuple[int, str]:
    """Run curl and give its exit status and what it printed."""
    program = shutil.which("curl")
    if program is None:
        pytest.skip("curl is not installed")
    process = await asyncio.create_subprocess_exec(
        program, "-sS", *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    printed, _ = await communicated(process, seconds=60)
    assert process.returncode is not None
    return process.returncode, printed.decode()


async def logged_in(url: str) -> str:
    """Log in with curl and give the header that proves it."""
    credentials = json.dumps({"username": "ada", "password": "correct horse"})
    _, printed = await curl(f"{url}/auth/login", "--json", credentials)
    return f"Authorization: Bearer {json.loads(printed)['access_token']}"


async def finish(service: ServiceInMemory) -> None:
    """Do what a worker does."""
    (job,) = await service.jobs()
    running = await service.replaced(job, service.claimed(job))
    heard = running.advanced(progress=0.9, detected=DetectedLanguage("en", 0.99))
    async with service.unit_of_work() as uow:
        await uow.passages.append(job.id, a_passage(" one two three", end=1.5))
        await uow.commit()
    await service.replaced(running, heard.completed(at=service.clock.now(), duration_seconds=1.5))


async def test_audio_goes_in_and_words_come_out(
    service: ServiceInMemory, url: str, tmp_path: Path
) -> None:
    (tmp_path / "talk.wav").write_bytes(SOUND)
    bearer = await logged_in(url)
    upload = (f"{url}/jobs/", "-H", bearer, "-F", f"file=@{tmp_path}/talk.wav", "-F", "language=en")
    job_id = json.loads((await curl(*upload))[1])["job_id"]
    await finish(service)
    job = json.loads((await curl(f"{url}/jobs/{job_id}", "-H", bearer))[1])
    assert (job["status"], job["transcript"]) == ("completed", "one two three")
    _, subtitles = await curl(f"{url}{job['transcript_download_url']}?format=srt", "-H", bearer)
    assert subtitles == "1\n00:00:00,000 --> 00:00:01,500\none two three\n\n"
    _, head = await curl("-X", "DELETE", "-D", "-", f"{url}/jobs/{job_id}", "-H", bearer)
    assert head.startswith("HTTP/1.1 204")
    assert await service.stored_blobs() == []


@pytest.mark.parametrize("asking_first", [True, False])
async def test_curl_sees_why_a_file_is_too_large_without_sending_all_of_it(
    service: ServiceInMemory,
    url: str,
    tmp_path: Path,
    asking_first: bool,  # noqa: FBT001  # a column of the table
) -> None:
    with (tmp_path / "long.wav").open("wb") as file:
        file.truncate(4_096 * MIB)
    bearer = await logged_in(url)
    expect = "Expect: 100-continue" if asking_first else "Expect:"
    status, printed = await curl(
        f"{url}/jobs/", "-H", bearer, "-H", expect, "-F", f"file=@{tmp_path}/long.wav",
        "-w", "\n%{http_code} %{size_upload}",
    )  # fmt: skip
    body, _, figures = printed.rpartition("\n")
    code, sent = figures.split()
    assert (status, code) == (0, "413")
    assert json.loads(body)["code"] == "upload_too_large"
    assert int(sent) < 64 * MIB
    assert await service.stored_blobs() == []


async def test_a_chunked_upload_over_the_limit_is_refused_while_it_streams(
    service: ServiceInMemory, url: str, tmp_path: Path
) -> None:
    with (tmp_path / "long.wav").open("wb") as file:
        file.truncate(1_024 * MIB)
    bearer = await logged_in(url)
    _, printed = await curl(
        f"{url}/jobs/", "-H", bearer, "-H", "Transfer-Encoding: chunked", "-H", "Expect:",
        "-F", f"file=@{tmp_path}/long.wav", "-o", "/dev/null", "-w", "%{http_code}",
    )  # fmt: skip
    assert printed.endswith("413")
    assert await service.stored_blobs() == []


async def test_a_large_upload_takes_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    service = ServiceInMemory(blobs=ObstoreBlobStore.from_url((tmp_path / "blobs").as_uri()))
    service.upload_limit = 1_024 * MIB
    await service.add_user("ada")
    (tmp_path / "small.wav").write_bytes(SOUND * 1_000)
    with (tmp_path / "large.wav").open("wb") as file:
        file.write(SOUND)
        file.truncate(192 * MIB)
    peaks = []
    async with TestServer(service.app()) as server:
        url = str(server.make_url("/")).rstrip("/")
        bearer = await logged_in(url)
        for name in ("small", "large"):
            form = ("-H", bearer, "-F", f"file=@{tmp_path}/{name}.wav")
            uploading = asyncio.create_task(curl(f"{url}/jobs/", *form))
            peaks.append(await peak_while(uploading))
            assert "Job created" in (await uploading)[1]
    assert peaks[1] - peaks[0] < 48 * MIB


async def peak_while(task: "asyncio.Task[tuple[int, str]]") -> int:
    """Watch this process until the task ends; give the most memory it held, in bytes."""
    me, peak = psutil.Process(), 0
    while not task.done():
        peak = max(peak, me.memory_info().rss)
        await asyncio.wait({task}, timeout=0.01)
    return peak
