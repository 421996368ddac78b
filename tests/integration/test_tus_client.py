"""Large uploads by a tus client that others wrote, over lines that break."""

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator, Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import MultipartWriter
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.uploads.create_upload import UploadPolicy
from domain.user import User
from tests.cutting_proxy import CuttingProxy
from tests.s3_server import new_bucket, s3_server
from tests.service_in_memory import ServiceInMemory

MIB = 2**20
SOUND = b"RIFF" + random.Random(7).randbytes(5 * MIB)
PATIENCE = {"retries": 50, "retry_delay": 0.1}


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture(params=["memory", "disk", "s3"])
def service(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> ServiceInMemory:
    url = {"memory": "memory://", "disk": f"file://{tmp_path}/blobs"}.get(request.param)
    if url is None:
        bucket = new_bucket(request.getfixturevalue("s3_endpoint"), monkeypatch)
        url = f"s3://{bucket.name}/prefix"
    return ServiceInMemory(
        blobs=ObstoreBlobStore.from_url(url),
        upload_limit=10 * MIB,
        upload_policy=UploadPolicy(10 * MIB, part_bytes=MIB),
    )


@pytest.fixture
async def ada(service: ServiceInMemory) -> User:
    return await service.add_user("ada")


@pytest.fixture
async def processes(service: ServiceInMemory) -> AsyncIterator[list[TestServer]]:
    """Two API processes on one database and one store."""
    first = TestServer(service.app())
    service.registry = CollectorRegistry()
    second = TestServer(service.app())
    async with first, second:
        yield [first, second]


def send(server: str, headers: dict[str, str], **how: Any) -> str:
    client = TusClient(f"{server}/uploads/", headers=headers)
    uploader = client.uploader(
        file_stream=BytesIO(SOUND), metadata={"filename": "talk.wav"}, **PATIENCE | how
    )
    uploader.upload()
    return str(uploader.url).rpartition("/")[2]


async def ensure_a_job_comes_of_it(
    service: ServiceInMemory, server: TestServer, headers: dict[str, str], upload: str
) -> None:
    async with TestClient(server) as client:
        with MultipartWriter("form-data") as form:
            form.append(upload).set_content_disposition("form-data", name="upload")
            answer = await client.post("/jobs/", data=form, headers=headers)
        assert answer.status == 200, await answer.text()
    (job,) = await service.jobs()
    assert (job.recording.filename, job.recording.size_bytes) == ("talk.wav", len(SOUND))
    assert job.recording.sha256 == hashlib.sha256(SOUND).hexdigest()
    assert service.database.records.uploads == {}
    kept = [blob.key async for page in service.blobs.listed("audio") for blob in page]
    left = [blob.key async for page in service.blobs.listed("uploads") for blob in page]
    assert (kept, left) == ([job.recording.key], [])


@pytest.mark.parametrize("how", [{}, {"chunk_size": 700_001}, {"upload_checksum": True}])
async def test_a_recording_arrives_whole(
    service: ServiceInMemory, processes: list[TestServer], ada: User, how: dict[str, Any]
) -> None:
    headers = service.bearer(ada)
    url = str(processes[0].make_url("")).rstrip("/")
    upload = await asyncio.to_thread(lambda: send(url, headers, **how))
    await ensure_a_job_comes_of_it(service, processes[1], headers, upload)


async def test_a_line_that_breaks_again_and_again_is_gone_on_with_from_where_it_broke(
    service: ServiceInMemory, processes: list[TestServer], ada: User
) -> None:
    headers = service.bearer(ada)
    ports = [server.port for server in processes if server.port]
    proxy = CuttingProxy(ports, cuts=[300_000, 2 * MIB, 1_500_000, 100_000])
    async with proxy.serving() as url:
        upload = await asyncio.to_thread(lambda: send(url, headers))
    assert proxy.cuts_left == 0
    await ensure_a_job_comes_of_it(service, processes[0], headers, upload)


async def test_another_client_goes_on_where_the_first_one_stopped(
    service: ServiceInMemory, processes: list[TestServer], ada: User
) -> None:
    headers = service.bearer(ada)
    first, second = (str(server.make_url("")).rstrip("/") for server in processes)

    def begin() -> str:
        client = TusClient(f"{first}/uploads/", headers=headers)
        uploader = client.uploader(
            file_stream=BytesIO(SOUND), metadata={"filename": "talk.wav"}, chunk_size=MIB
        )
        uploader.upload(stop_at=2 * MIB)
        return str(uploader.url).rpartition("/")[2]

    upload = await asyncio.to_thread(begin)
    await asyncio.to_thread(lambda: send(second, headers, url=f"{second}/uploads/{upload}"))
    await ensure_a_job_comes_of_it(service, processes[0], headers, upload)


async def test_what_is_too_large_is_refused_before_it_is_sent(
    service: ServiceInMemory, processes: list[TestServer], ada: User
) -> None:
    url = str(processes[0].make_url("/uploads/"))
    client = TusClient(url, headers=service.bearer(ada))
    too_large = client.uploader(file_stream=BytesIO(bytes(10 * MIB + 1)))
    refuse: Callable[[], None] = too_large.upload
    with pytest.raises(TusCommunicationError) as refused:
        await asyncio.to_thread(refuse)
    assert refused.value.status_code == 413
