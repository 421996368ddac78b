import hashlib

import pytest

from domain.job import Job
from domain.user import User
from tests.service_in_memory import SOUND, Client, ServiceInMemory

Bearer = dict[str, str]
ETAG = f'"{hashlib.sha256(SOUND).hexdigest()}"'
SIZE = len(SOUND)


@pytest.fixture
async def job(service: ServiceInMemory, ada: User) -> Job:
    return await service.job_of(ada.id)


@pytest.mark.parametrize("slash", ["", "/"])
async def test_the_recording_can_be_heard_again(
    client: Client, bearer: Bearer, job: Job, slash: str
) -> None:
    answer = await client.get(f"/jobs/{job.id}/audio{slash}", headers=bearer)
    assert (answer.status, await answer.read()) == (200, SOUND)
    assert answer.headers["Content-Length"] == str(SIZE)
    assert answer.content_type in {"audio/x-wav", "audio/wav"}
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["ETag"] == ETAG
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="talk.wav"')


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-3", 0, 4),
        ("bytes=4-", 4, SIZE),
        ("bytes=-5", SIZE - 5, SIZE),
        ("bytes=-9999", 0, SIZE),
        ("bytes=10-9999", 10, SIZE),
        ("bytes=0-0", 0, 1),
    ],
)
async def test_a_player_gets_the_stretch_it_asks_for(
    client: Client, bearer: Bearer, job: Job, asked: str, start: int, end: int
) -> None:
    answer = await client.get(f"/jobs/{job.id}/audio", headers={**bearer, "Range": asked})
    assert (answer.status, await answer.read()) == (206, SOUND[start:end])
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert answer.headers["Content-Length"] == str(end - start)


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,4-5", "bytes=" + "9" * 5_000],
)
async def test_what_is_no_single_range_is_answered_with_the_whole(
    client: Client, bearer: Bearer, job: Job, asked: str
) -> None:
    answer = await client.get(f"/jobs/{job.id}/audio", headers={**bearer, "Range": asked})
    assert (answer.status, await answer.read()) == (200, SOUND)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=5000-6000", "bytes=-0", "Bytes=-00"])
async def test_a_range_outside_of_the_recording_is_refused(
    client: Client, bearer: Bearer, job: Job, asked: str
) -> None:
    answer = await client.get(f"/jobs/{job.id}/audio", headers={**bearer, "Range": asked})
    assert (answer.status, (await answer.json())["code"]) == (416, "range_not_satisfiable")
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(("version", "status"), [(ETAG, 206), ('"other"', 200)])
async def test_a_range_of_another_version_is_answered_with_the_whole(
    client: Client, bearer: Bearer, job: Job, version: str, status: int
) -> None:
    headers = {**bearer, "Range": "bytes=0-3", "If-Range": version}
    assert (await client.get(f"/jobs/{job.id}/audio", headers=headers)).status == status


async def test_head_tells_the_length_without_reading(
    client: Client, bearer: Bearer, job: Job
) -> None:
    answer = await client.head(f"/jobs/{job.id}/audio", headers=bearer)
    assert (answer.status, await answer.read()) == (200, b"")
    assert answer.headers["Content-Length"] == str(SIZE)


async def test_audio_that_is_gone_is_not_found(
    service: ServiceInMemory, client: Client, bearer: Bearer, job: Job
) -> None:
    await service.blobs.delete(job.recording.key)
    answer = await client.get(f"/jobs/{job.id}/audio", headers=bearer)
    assert (answer.status, (await answer.json())["code"]) == (404, "blob_not_found")
