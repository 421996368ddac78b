"""Bodies that come so slowly that nobody waits for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from domain.user import User
from entrypoints.http.requests.pace import LEAST_BYTES
from tests.service_in_memory import Client, ServiceInMemory

FORM = b'--q\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF'
MULTIPART = "Content-Type: multipart/form-data; boundary=q\r\n"


@pytest.fixture
async def ada(service: ServiceInMemory) -> User:
    return await service.add_user("ada")


@pytest.fixture
def service() -> ServiceInMemory:
    return ServiceInMemory()


@pytest.fixture
async def client(service: ServiceInMemory) -> AsyncIterator[Client]:
    async with service.client(stall_seconds=0.2, json_seconds=0.2) as client:
        yield client


async def dripped(client: Client, head: str, begin: bytes, drop: bytes) -> bytes:
    """Send a drop every now and then until there is an answer; give its first line."""
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(f"{head}Host: x\r\nContent-Length: 1000000\r\n\r\n".encode() + begin)
    reading = asyncio.create_task(reader.readline())
    async with asyncio.timeout(60):
        while not reading.done():
            with suppress(ConnectionError):
                writer.write(drop)
            await asyncio.wait({reading}, timeout=0.01)
    writer.close()
    return await reading


@pytest.mark.parametrize(
    ("route", "kind", "begin"),
    [
        ("POST /jobs/", MULTIPART, FORM),
        ("POST /jobs/", MULTIPART, b"--q\r\nX-Slow: "),
        ("POST /v1/audio/transcriptions", MULTIPART, FORM),
        ("POST /auth/login", "Content-Type: application/json\r\n", b"{"),
        ("POST /auth/api-keys", "Content-Type: application/json\r\n", b"{"),
    ],
)
async def test_a_body_that_comes_byte_by_byte_is_not_waited_for(
    service: ServiceInMemory, client: Client, ada: User, route: str, kind: str, begin: bytes
) -> None:
    head = f"{route} HTTP/1.1\r\nAuthorization: {service.bearer(ada)['Authorization']}\r\n{kind}"
    assert (await dripped(client, head, begin, b" ")).startswith(b"HTTP/1.1 400 ")
    assert await service.stored_blobs() == []


async def test_nor_is_a_resumable_upload_and_what_came_of_it_counts(
    service: ServiceInMemory, client: Client, ada: User
) -> None:
    bearer = service.bearer(ada)
    spoken = {**bearer, "Tus-Resumable": "1.0.0"}
    made = await client.post("/uploads/", headers={**spoken, "Upload-Length": "1000000"})
    head = (
        f"PATCH {made.headers['Location']} HTTP/1.1\r\n"
        f"Authorization: {bearer['Authorization']}\r\n"
        "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        "Content-Type: application/offset+octet-stream\r\n"
    )
    assert (await dripped(client, head, b"RIFF", b"x")).startswith(b"HTTP/1.1 400 ")
    shown = await client.head(made.headers["Location"], headers=spoken)
    assert int(shown.headers["Upload-Offset"]) >= 4


async def test_a_slow_line_that_keeps_the_pace_is_waited_for(
    service: ServiceInMemory, client: Client, ada: User
) -> None:
    loop = asyncio.get_running_loop()
    bearer = service.bearer(ada)["Authorization"]
    reader, writer = await asyncio.open_connection(client.host, client.port)
    began = loop.time()
    end = b"\r\n--q--\r\n"
    blocks = 20
    length = len(FORM) + blocks * LEAST_BYTES + len(end)
    writer.write(
        f"POST /jobs/ HTTP/1.1\r\nHost: x\r\nAuthorization: {bearer}\r\n{MULTIPART}"
        f"Content-Length: {length}\r\nConnection: close\r\n\r\n".encode()
        + FORM
    )
    reading = asyncio.create_task(reader.read())
    for _ in range(blocks):
        await asyncio.wait({reading}, timeout=0.03)
        writer.write(bytes(LEAST_BYTES))
    writer.write(end)
    async with asyncio.timeout(60):
        assert (await reading).startswith(b"HTTP/1.1 20")
    assert loop.time() - began > 0.2
    writer.close()
