"""A user who is disabled while a request of theirs is under way: nothing comes of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from adapters.outbound.addresses import AddressPolicy
from adapters.outbound.guard import OutboundGuard
from domain.user import Role, User
from tests.blobs import stored
from tests.receiver import answering, receiving
from tests.samples import a_recording
from tests.service_in_memory import SOUND, Client, ServiceInMemory

Bearer = dict[str, str]
BOUNDARY = "-the-boundary"
MULTIPART = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def shut_out(service: ServiceInMemory, ada: User) -> Callable[[], Awaitable[None]]:
    """Let an admin disable Ada, two seconds after her request began."""

    async def disable() -> None:
        await service.clock.advance(2)
        await service.change_user(ada, disabled=True)

    return disable


def part(name: str, data: bytes, more: str = "") -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"{more}'
    return f"--{BOUNDARY}\r\n{disposition}\r\n\r\n".encode() + data + b"\r\n"


FILE = part("file", SOUND, '; filename="talk.wav"')
END = f"--{BOUNDARY}--\r\n".encode()


async def interrupted(
    first: bytes, meanwhile: Callable[[], Awaitable[None]], last: bytes
) -> AsyncIterator[bytes]:
    """Send a body of which the second half comes after something has happened.

    It is to be sent with `expect100`: then its sender is known before any of it comes.
    """
    yield first
    await meanwhile()
    yield last


async def is_refused(answer: aiohttp.ClientResponse) -> None:
    assert answer.status == 401, await answer.text()
    problem = await answer.json()
    assert problem["code"] == "invalid_token"
    assert problem["detail"] == "The access token is not valid. Log in again."


async def nothing_is_kept(service: ServiceInMemory) -> None:
    assert await service.jobs() == []
    assert await service.stored_blobs() == []
    assert service.queue.waiting == []


async def test_a_file_that_was_on_its_way_becomes_no_job(
    service: ServiceInMemory, client: Client, bearer: Bearer, shut_out: Any
) -> None:
    body = interrupted(FILE[:60], shut_out, FILE[60:] + END)
    await is_refused(
        await client.post("/jobs/", data=body, headers=bearer | MULTIPART, expect100=True)
    )
    await nothing_is_kept(service)


async def test_a_long_upload_ends_within_ten_seconds(
    service: ServiceInMemory, client: Client, bearer: Bearer, ada: User
) -> None:
    never = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield FILE[:100]
        await service.change_user(ada, disabled=True)
        await service.clock.advance(11)
        yield b"more"
        await never.wait()

    async with asyncio.timeout(30):
        answer = await client.post(
            "/jobs/", data=endless(), headers=bearer | MULTIPART, expect100=True
        )
        await is_refused(answer)
    await nothing_is_kept(service)


async def test_a_recording_that_is_being_fetched_becomes_no_job(
    service: ServiceInMemory, bearer: Bearer, shut_out: Any
) -> None:
    service.guard = OutboundGuard(AddressPolicy(["127.0.0.1/32"]))
    answered = answering(f"HTTP/1.1 200 OK\nContent-Length: {len(SOUND)}", SOUND)

    async def late(*connection: Any) -> None:
        await shut_out()
        await answered(*connection)

    async with receiving(late) as away, service.client() as client:
        form = aiohttp.FormData({"url": away.url}, default_to_multipart=True)
        await is_refused(await client.post("/jobs/", data=form, headers=bearer))
    await nothing_is_kept(service)


async def test_a_piece_of_a_large_file_does_not_count(
    service: ServiceInMemory, client: Client, bearer: Bearer, shut_out: Any
) -> None:
    length = {"Upload-Length": str(len(SOUND)), "Tus-Resumable": "1.0.0"}
    place = (await client.post("/uploads/", headers=bearer | length)).headers["Location"]
    body = interrupted(SOUND[:10], shut_out, SOUND[10:])
    headers = bearer | TUS | {"Upload-Offset": "0"}
    await is_refused(await client.patch(place, data=body, headers=headers, expect100=True))
    await nothing_is_kept(service)


async def test_an_upload_that_is_complete_becomes_no_job(
    service: ServiceInMemory, client: Client, bearer: Bearer, shut_out: Any
) -> None:
    sent = bearer | TUS | {"Upload-Length": str(len(SOUND))}
    made = await client.post("/uploads/", data=SOUND, headers=sent)
    named = part("upload", made.headers["Location"].rpartition("/")[2].encode())
    body = interrupted(named[:20], shut_out, named[20:] + END)
    await is_refused(
        await client.post("/jobs/", data=body, headers=bearer | MULTIPART, expect100=True)
    )
    assert await service.jobs() == []


@pytest.mark.parametrize("word", [0, 1, 4])
async def test_a_request_that_is_answered_directly_is_not_answered(
    service: ServiceInMemory, client: Client, bearer: Bearer, shut_out: Any, word: int
) -> None:
    service.transcriber.before = {word: shut_out}
    body = FILE + part("model", b"digits") + END
    answer = await client.post(
        "/v1/audio/transcriptions", data=body, headers=bearer | MULTIPART, expect100=True
    )
    assert answer.status == 401
    assert (await answer.json())["error"]["code"] == "invalid_token"
    await nothing_is_kept(service)


async def test_a_recording_that_was_on_its_way_to_be_transcribed_at_once_is_deleted(
    service: ServiceInMemory, client: Client, bearer: Bearer, shut_out: Any
) -> None:
    body = interrupted(FILE[:60], shut_out, FILE[60:] + part("model", b"digits") + END)
    answer = await client.post(
        "/v1/audio/transcriptions", data=body, headers=bearer | MULTIPART, expect100=True
    )
    assert answer.status == 401
    await nothing_is_kept(service)


async def test_a_text_that_is_being_told_ends(
    service: ServiceInMemory, client: Client, bearer: Bearer, ada: User
) -> None:
    async def shut_out_for_long() -> None:
        await service.change_user(ada, disabled=True)
        await service.clock.advance(11)

    service.transcriber.before = {2: shut_out_for_long}
    body = FILE + part("model", b"digits") + part("stream", b"true") + END
    answer = await client.post(
        "/v1/audio/transcriptions", data=body, headers=bearer | MULTIPART, expect100=True
    )
    told = await answer.text()
    assert "one" in told
    assert "three" not in told
    assert "done" not in told


async def test_a_download_breaks_off(
    service: ServiceInMemory,
    client: Client,
    bearer: Bearer,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    half = bytes(32 * 2**10)

    async def read(*_: object, **__: object) -> AsyncIterator[bytes]:
        yield half
        await service.change_user(ada, disabled=True)
        await service.clock.advance(11)
        yield half

    recording = replace(a_recording(), size_bytes=2 * len(half))
    await stored(service.blobs, recording.key, 2 * half)
    job = await service.job_of(ada.id, recording=recording)
    monkeypatch.setattr(service.blobs, "read", read)
    answer = await client.get(f"/jobs/{job.id}/audio", headers=bearer)
    with pytest.raises(aiohttp.ClientError):
        await answer.read()


async def test_a_key_is_not_made(
    service: ServiceInMemory, client: Client, bearer: Bearer, shut_out: Any
) -> None:
    body = interrupted(b'{"name": "mine", ', shut_out, b'"scopes": ["read"]}')
    headers = bearer | {"Content-Type": "application/json"}
    await is_refused(
        await client.post("/auth/api-keys", data=body, headers=headers, expect100=True)
    )
    assert service.database.records.api_keys == {}


async def test_a_disabled_admin_lets_nobody_in(service: ServiceInMemory, client: Client) -> None:
    admin = await service.add_user("root", role=Role.ADMIN)

    async def shut_out() -> None:
        await service.clock.advance(2)
        await service.change_user(admin, disabled=True)

    new = b'"password": "a long enough password", "role": "admin"}'
    body = interrupted(b'{"username": "eve", ', shut_out, new)
    headers = service.bearer(admin) | {"Content-Type": "application/json"}
    await is_refused(await client.post("/users", data=body, headers=headers, expect100=True))
    assert [user.username for user in service.database.records.users.values()] == ["root"]
