"""Two worker processes, of which one dies or freezes in the middle of a job."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import numpy as np
import pytest

from config.container import Container
from config.lifecycle import bring_up_to_date
from config.settings import JobQueueKind, Settings
from domain.job import Job, JobId, JobStatus
from domain.job_order import JobOrder
from domain.options import TranscriptionOptions
from domain.transcript import Passage
from tests.digits_model import DIGITS_FOLDER
from tests.postgres_server import own_database
from tests.samples import a_user
from tests.services import free_port
from tests.sound import encoded
from tests.spoken import sample

LEASE_SECONDS = 4.0
REPETITIONS = 12  # a minute and a half: seconds of work on any machine
POLL_SECONDS = 0.05


class Workers:
    """Processes of our own on one database, and what they logged."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment = environment
        self._folder = folder
        self.logs: list[Path] = []
        self.by_pid: dict[int, asyncio.subprocess.Process] = {}

    async def start(self, *, concurrency: int = 1) -> None:
        port = free_port()
        log = self._folder / f"worker-{port}.log"
        self.logs.append(log)
        with log.open("wb") as stream:
            process = await asyncio.create_subprocess_exec(
                Path(sys.executable).with_name("transcriber"),
                "worker",
                f"--concurrency={concurrency}",
                env={**self._environment, "WORKER_PORT": str(port)},
                cwd=self._folder,
                stderr=stream,
            )
        self.by_pid[process.pid] = process
        async with asyncio.timeout(180), aiohttp.ClientSession() as client:
            while not await _is_ready(client, f"http://127.0.0.1:{port}/health/readyz"):
                assert process.returncode is None, log.read_text()
                await asyncio.sleep(POLL_SECONDS)

    async def stop(self) -> None:
        for process in self.by_pid.values():
            if process.returncode is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self.by_pid.values():
            await asyncio.wait_for(process.wait(), timeout=30)

    def kill(self, pid: int) -> bool:
        """Kill a process, if it is one of these and still lives."""
        process = self.by_pid.get(pid)
        if process is None or process.returncode is not None:
            return False
        process.kill()
        del self.by_pid[pid]
        return True

    def said(self, event: str) -> int:
        """Count the lines of log about something, in all of them."""
        return sum(log.read_text().count(event) for log in self.logs)


async def _is_ready(client: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with client.get(url) as answer:
            return answer.ok
    except aiohttp.ClientError:
        return False


@pytest.fixture(scope="module")
def recording() -> bytes:
    return encoded(np.tile(sample(), REPETITIONS))


@pytest.fixture
def environment(postgres_server: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    with own_database(postgres_server) as url:
        yield {
            "DATABASE_URL": url,
            "JOB_QUEUE": "distributed",
            "DATA_DIR": str(tmp_path),
            "JOB_LEASE_SECONDS": str(LEASE_SECONDS),
            "SHUTDOWN_GRACE_SECONDS": "0.1",
            "WHISPER_MODEL": str(DIGITS_FOLDER),
            "WHISPER_AUDIO_CONTEXT": "dynamic",
            "WHISPER_LANES": "1",
            "LOG_JSON": "true",
        }


@pytest.fixture
async def container(environment: dict[str, str], tmp_path: Path) -> AsyncIterator[Container]:
    container = Container(
        settings=Settings(
            _env_file=None,
            database_url=environment["DATABASE_URL"],
            job_queue=JobQueueKind.DISTRIBUTED,
            data_dir=tmp_path,
            whisper_model=environment["WHISPER_MODEL"],
        )
    )
    await bring_up_to_date(container)
    yield container
    container.decoding_processes().close()
    await container.distributed_queue().close()
    await container.engine().dispose()


@pytest.fixture
async def workers(environment: dict[str, str], tmp_path: Path) -> AsyncIterator[Workers]:
    async with AsyncExitStack() as stack:
        workers = Workers(environment, tmp_path)
        stack.push_async_callback(workers.stop)
        await asyncio.gather(workers.start(), workers.start())
        yield workers


@pytest.fixture
async def nobody(environment: dict[str, str], tmp_path: Path) -> AsyncIterator[Workers]:
    """No worker yet."""
    workers = Workers(environment, tmp_path)
    yield workers
    await workers.stop()


async def submit(container: Container, sound: bytes) -> JobId:
    async def chunks() -> AsyncIterator[bytes]:
        yield sound

    recording = await container.receive_upload()("talk.wav", chunks())
    order = JobOrder(TranscriptionOptions(temperature=0.0))
    return (await container.submit_job()(recording, order, caller=a_user())).id


async def look(container: Container, job_id: JobId) -> Job:
    async with container.unit_of_work() as uow:
        return await uow.jobs.get(job_id)


async def kept(container: Container, job_id: JobId) -> Passage | None:
    async with container.unit_of_work() as uow:
        return await uow.passages.last(job_id)


@asynccontextmanager
async def under_way(container: Container, job_id: JobId) -> AsyncIterator[int]:
    """Wait until passages have been stored, and give the process id of the worker."""
    async with asyncio.timeout(120):
        while await kept(container, job_id) is None:  # noqa: ASYNC110  # another process wakes nobody
            await asyncio.sleep(POLL_SECONDS)
    job = await look(container, job_id)
    assert job.lease is not None, "It was done before anything could happen to it."
    yield int(job.lease.worker.rpartition(":")[2])


async def taken_over(container: Container, job_id: JobId) -> float:
    """Wait for the second attempt; say for how many seconds."""
    began = time.monotonic()
    async with asyncio.timeout(120):
        while (await look(container, job_id)).attempt < 2:  # noqa: ASYNC110  # another process wakes nobody
            await asyncio.sleep(POLL_SECONDS)
    return time.monotonic() - began


async def completed(container: Container, job_id: JobId) -> Job:
    async with asyncio.timeout(120):
        while not (job := await look(container, job_id)).status.ended:  # noqa: ASYNC110  # another process wakes nobody
            await asyncio.sleep(POLL_SECONDS)
    return job


async def assert_whole(container: Container, job: Job) -> None:
    """The transcript is in order, reaches the end and says everything once."""
    async with container.unit_of_work() as uow:
        segments = [segment async for segment in uow.passages.segments(job.id)]
        words = (await uow.passages.texts([job.id]))[job.id].split()
    assert [segment.start for segment in segments] == sorted(s.start for s in segments)
    assert segments[-1].end > 8 * REPETITIONS - 8
    assert len(words) == pytest.approx(8 * REPETITIONS, rel=0.1)


async def test_the_job_of_a_killed_worker_completes_once_elsewhere(
    container: Container, workers: Workers, recording: bytes
) -> None:
    job_id = await submit(container, recording)
    async with under_way(container, job_id) as pid:
        os.kill(pid, signal.SIGKILL)
    seconds = await taken_over(container, job_id)
    print(f"taken over {seconds:.2f} s after kill -9, at a lease of {LEASE_SECONDS} s")  # noqa: T201  # a measurement
    assert seconds <= LEASE_SECONDS + 5
    job = await completed(container, job_id)
    assert (job.status, job.attempt) == (JobStatus.COMPLETED, 2)
    assert workers.said("job_completed") == 1
    await assert_whole(container, job)


async def test_every_process_sees_the_lanes_of_the_workers_until_they_stop(
    container: Container, workers: Workers, recording: bytes
) -> None:
    async with under_way(container, await submit(container, recording)) as pid:
        async with asyncio.timeout(60):  # a worker has lanes from its first recording on
            while (await lanes_of_processes(container)).get(pid) != 1:  # noqa: ASYNC110  # another process wakes nobody
                await asyncio.sleep(POLL_SECONDS)
    assert workers.by_pid.keys() < (await lanes_of_processes(container)).keys()
    await workers.stop()
    assert await lanes_of_processes(container) == {os.getpid(): 0}


async def lanes_of_processes(container: Container) -> dict[int, int]:
    """Give the lanes of every process by its id."""
    reports = await container.report_lanes().of_all()
    return {int(each.process.rpartition(":")[2]): each.lanes for each in reports}


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone keeps priorities by the thread")
async def test_workers_stand_behind_those_who_answer_callers(workers: Workers) -> None:
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert all(os.getpriority(os.PRIO_PROCESS, pid) > ours for pid in workers.by_pid)


async def test_a_worker_that_was_frozen_beyond_its_lease_is_fenced_off(
    container: Container, workers: Workers, recording: bytes
) -> None:
    job_id = await submit(container, recording)
    async with under_way(container, job_id) as pid:
        os.kill(pid, signal.SIGSTOP)
    seconds = await taken_over(container, job_id)
    print(f"taken over {seconds:.2f} s after SIGSTOP, at a lease of {LEASE_SECONDS} s")  # noqa: T201  # a measurement
    os.kill(pid, signal.SIGCONT)
    job = await completed(container, job_id)
    assert (job.status, job.attempt) == (JobStatus.COMPLETED, 2)
    async with asyncio.timeout(30):
        while not workers.said("attempt_fenced_off"):  # noqa: ASYNC110  # another process wakes nobody
            await asyncio.sleep(POLL_SECONDS)
    assert workers.said("job_completed") == 1
    await assert_whole(container, job)


@pytest.mark.timeout(600)
async def test_a_job_that_kills_its_worker_fails_and_takes_no_attempt_from_the_others(
    container: Container, nobody: Workers, recording: bytes
) -> None:
    """Kill every worker that is seen to work on one of the jobs."""
    workers = nobody
    await workers.start(concurrency=3)
    poison, *others = [await submit(container, recording) for _ in range(3)]
    await all_begun(container, [poison, *others])
    deaths = 0
    while not (job := await look(container, poison)).status.ended:
        assert job.attempts_spent <= 3
        if job.lease is not None and workers.kill(int(job.lease.worker.rpartition(":")[2])):
            deaths += 1
            await workers.start(concurrency=3)
        await asyncio.sleep(POLL_SECONDS)
    assert job.failure is not None
    assert (job.failure.code, job.attempts_spent, deaths) == ("process_killed", 2, 3)
    for other in others:
        done = await completed(container, other)
        assert (done.status, done.attempts_spent) == (JobStatus.COMPLETED, 1)
        await assert_whole(container, done)


async def all_begun(container: Container, jobs: Sequence[JobId]) -> None:
    async with asyncio.timeout(120):
        while {(await look(container, job)).attempt for job in jobs} != {1}:  # noqa: ASYNC110  # another process wakes nobody
            await asyncio.sleep(POLL_SECONDS)
