"""Log in, upload a sample, follow its progress, print the transcript and its subtitles."""

import asyncio
import os
from pathlib import Path
from typing import Any, Final

import aiohttp

from config.settings import Settings
from tools.demo.service import ADMIN_PASSWORD, running_service

SAMPLE: Final = Path(__file__).parents[2] / "samples" / "lighthouse.flac"
POLL_SECONDS: Final = 0.2
JOB_SECONDS: Final = 1800.0  # the model may have to be downloaded first


async def main() -> None:
    """Go the way once. Raises what the service or the connection raises."""
    print("Starting the service ...")
    async with (
        running_service(surroundings()) as service,
        aiohttp.ClientSession(service.url) as client,
    ):
        print(f"It answers on {service.url}. Logging in as admin ...")
        client.headers["Authorization"] = f"Bearer {await log_in(client)}"
        job_id = await upload(client, SAMPLE)
        print(f"Uploaded {SAMPLE.name} as job {job_id}.")
        job = await asyncio.wait_for(follow(client, job_id), JOB_SECONDS)
        print(f"\nTranscript ({job['language']}): {job['transcript']}\n")
        print(await read(client, f"/jobs/{job_id}/transcript?format=srt"))
    print("The service has stopped, and its data is gone.")


def surroundings() -> dict[str, str]:
    """Give what a download may need (home, proxies) and which model is wanted; no other setting."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.startswith("WHISPER_") or name.lower() not in Settings.model_fields
    }


async def log_in(client: aiohttp.ClientSession) -> str:
    """Get an access token."""
    credentials = {"username": "admin", "password": ADMIN_PASSWORD}
    async with client.post("/auth/login", json=credentials, raise_for_status=True) as answer:
        return str((await answer.json())["access_token"])


async def upload(client: aiohttp.ClientSession, recording: Path) -> str:
    """Send a recording and get the id of its job."""
    async with client.post("/jobs/", data=_form(recording), raise_for_status=True) as answer:
        return str((await answer.json())["job_id"])


def _form(recording: Path) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("file", recording.read_bytes(), filename=recording.name)
    return form


async def follow(client: aiohttp.ClientSession, job_id: str) -> dict[str, Any]:
    """Print each step of progress until the job has ended well."""
    shown = ""
    while True:
        async with client.get(f"/jobs/{job_id}", raise_for_status=True) as answer:
            job: dict[str, Any] = await answer.json()
        share = job["progress"] if job["stage_progress"] is None else job["stage_progress"]
        state = f"  {job['stage'] or job['status']:<12} {share:4.0%}"
        if state != shown:
            print(state)
            shown = state
        match job["status"]:
            case "completed":
                return job
            case "failed" | "cancelled":
                raise SystemExit(f"The job {job['status']}: {job['error_message']}")
        await asyncio.sleep(POLL_SECONDS)


async def read(client: aiohttp.ClientSession, path: str) -> str:
    """Fetch a document."""
    async with client.get(path, raise_for_status=True) as answer:
        return await answer.text()


if __name__ == "__main__":
    asyncio.run(main())
