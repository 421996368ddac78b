"""d. All of the work over HTTP, from upload to completed, against calling the engine directly."""

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import aiohttp
import psutil

from benchmarks.contenders import WHISPERS_LENGTH, Course, Engine
from benchmarks.race import Leg, brief, overheads, race, seconds
from benchmarks.speech import long_recording
from tools.demo.service import ADMIN_PASSWORD, Service, start_service

_IDLE_SECONDS: Final = 20.0


async def compare(course: Course, folder: Path, *, length: float, runs: int, dynamic: bool) -> None:
    """Print what upload, queue, database and events cost on top of the engine's own time.

    The service lets Whisper's 448 tokens be written, whatever the course says.
    """
    course = replace(course, max_length=WHISPERS_LENGTH)
    file = long_recording(folder / "over-http.wav", length)
    engine = Engine(course, folder, dynamic=dynamic)
    service = await _started(mkdtemp(dir=folder), course, dynamic=dynamic)
    try:
        async with aiohttp.ClientSession(service.url, raise_for_status=True) as client:
            await _log_in(client)
            legs: dict[str, Leg] = {
                "direct": partial(engine.listen, file),
                "http": partial(_transcribe, client, file, course.beam_size),
            }
            for leg in legs.values():
                await leg()
            timings = await race(legs, runs=runs)
        idle = await _idle(service)
    finally:
        await service.stop()
        await engine.close()
    print(f"  d. one file of {length / 60:g} min, from upload to completed")
    print(f"     directly: {seconds(timings['direct'])}")
    print(f"     over HTTP, over that: {brief(overheads(timings['http'], timings['direct']))}")
    print(f"     the service with no job: {idle:.2%} of a core", flush=True)


async def _started(folder: str, course: Course, *, dynamic: bool) -> Service:
    model = str(course.model.absolute())
    settings = {
        "WHISPER_MODEL": model,
        "WHISPER_AUDIO_CONTEXT": "dynamic" if dynamic else "full",
        "WHISPER_DEVICE": course.device,
        "WHISPER_COMPUTE_TYPE": course.compute_type,
        "WHISPER_WARM_UP": "true",
    }
    service = await start_service(Path(folder), settings)
    await service.ready()
    return service


async def _log_in(client: aiohttp.ClientSession) -> None:
    credentials = {"username": "admin", "password": ADMIN_PASSWORD}
    async with client.post("/auth/login", json=credentials) as answer:
        token = (await answer.json())["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"


async def _transcribe(client: aiohttp.ClientSession, file: Path, beam_size: int) -> None:
    """Upload, and follow the job's events to its end, as a client would."""
    form = aiohttp.FormData()
    options = {"language": "en", "temperature": "0", "beam_size": str(beam_size)}
    for name, value in {**options, "reuse": "false"}.items():
        form.add_field(name, value)
    with file.open("rb") as sound:
        form.add_field("file", sound, filename=file.name)
        async with client.post("/jobs/", data=form) as answer:
            job = (await answer.json())["job_id"]
    async with client.get(f"/jobs/{job}/events") as events:
        lines = [line.strip() async for line in events.content]  # the stream ends with the job
    if b"event: completed" not in lines:
        raise RuntimeError(f"the job {job} was not completed")


async def _idle(service: Service) -> float:
    """Return the share of a core that the service and its helpers take while there is no job."""
    process = psutil.Process(service.process.pid)
    family = [process, *process.children(recursive=True)]
    before = sum(map(_cpu_seconds, family))
    await asyncio.sleep(_IDLE_SECONDS)
    return (sum(map(_cpu_seconds, family)) - before) / _IDLE_SECONDS


def _cpu_seconds(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return float(spent.user + spent.system)
