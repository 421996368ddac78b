"""Resumable uploads, by the letter of tus 1.0."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from domain.errors.capacity import StorageFullError
from domain.user import User
from tests.service_in_memory import SOUND, UPLOAD_LIMIT, Client, ServiceInMemory, a_form

Bearer = dict[str, str]
TUS = {"Tus-Resumable": "1.0.0"}
BODY = {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def headers(bearer: Bearer) -> Bearer:
    return bearer | TUS


async def created(
    client: Client, headers: Bearer, length: int = len(SOUND), name: str = "talk.wav", **more: Any
) -> str:
    metadata = f"filename {base64.b64encode(name.encode()).decode()}"
    sent = headers | {"Upload-Length": str(length), "Upload-Metadata": metadata}
    answer = await client.post("/uploads/", headers=sent, **more)
    assert answer.status == 201, await answer.text()
    return answer.headers["Location"]


async def patch(
    client: Client,
    headers: Bearer,
    place: str,
    data: Any,
    offset: int = 0,
    more: Bearer | None = None,
) -> aiohttp.ClientResponse:
    sent = headers | BODY | {"Upload-Offset": str(offset)} | (more or {})
    return await client.patch(place, data=data, headers=sent)


async def offset_of(client: Client, headers: Bearer, place: str) -> int:
    answer = await client.head(place, headers=headers)
    assert answer.status == 200
    return int(answer.headers["Upload-Offset"])


async def job_of(client: Client, headers: Bearer, place: str, **fields: str) -> tuple[int, Any]:
    with aiohttp.MultipartWriter("form-data") as parts:
        for name, value in {"upload": place.rpartition("/")[2], **fields}.items():
            parts.append(value).set_content_disposition("form-data", name=name)
        answer = await client.post("/jobs/", data=parts, headers=headers)
    return answer.status, await answer.json()


async def test_what_is_spoken_here_is_told_to_anybody(client: Client) -> None:
    answer = await client.options("/uploads/")
    assert answer.status == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(UPLOAD_LIMIT)
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    extensions = answer.headers["Tus-Extension"].split(",")
    assert {"creation", "expiration", "termination", "checksum"} <= set(extensions)


async def test_a_file_comes_in_pieces_and_becomes_a_job(
    service: ServiceInMemory, client: Client, headers: Bearer
) -> None:
    place = await created(client, headers, name="Ärger\n🎙.wav")
    for start in range(0, len(SOUND), 7):
        answer = await patch(client, headers, place, SOUND[start : start + 7], start)
        assert answer.status == 204
        assert answer.headers["Upload-Offset"] == str(min(start + 7, len(SOUND)))
    shown = await client.head(place, headers=headers)
    assert shown.headers["Upload-Length"] == str(len(SOUND))
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["Upload-Expires"].endswith("GMT")
    status, body = await job_of(client, headers, place, language="de")
    assert (status, body["status"]) == (200, "queued")
    (job,) = await service.jobs()
    assert job.recording.sha256 == hashlib.sha256(SOUND).hexdigest()
    assert job.recording.filename == "Ärger🎙.wav"
    assert job.options.language == "de"
    assert await service.stored_blobs() == [job.recording.key]
    assert (await client.head(place, headers=headers)).status == 404


async def test_the_first_bytes_may_come_with_the_announcement(
    client: Client, headers: Bearer
) -> None:
    place = await created(client, headers | BODY, data=SOUND[:9])
    assert await offset_of(client, headers, place) == 9


async def test_a_piece_at_the_wrong_place_is_refused(client: Client, headers: Bearer) -> None:
    place = await created(client, headers)
    for offset in (1, len(SOUND) + 1):
        answer = await patch(client, headers, place, b"RI", offset)
        assert answer.status == 409
        assert (await answer.json())["code"] == "upload_offset_mismatch"
    assert await offset_of(client, headers, place) == 0


@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("version", [{}, {"Tus-Resumable": "0.2.2"}])
async def test_another_version_is_refused_with_ours(
    client: Client, bearer: Bearer, method: str, version: Bearer
) -> None:
    place = await created(client, bearer | TUS)
    path = "/uploads/" if method == "POST" else place
    answer = await client.request(method, path, headers=bearer | version)
    assert answer.status == 412
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Content-Type": "audio/wav"}, 415),
        ({"Upload-Offset": "x"}, 422),
        ({"Upload-Offset": "-1"}, 422),
        ({"Upload-Checksum": "sha1"}, 422),
        ({"Upload-Checksum": "md5 1B2M2Y8AsgTpgAmY7PhCfg=="}, 422),
        ({"Upload-Checksum": "sha1 nonsense!"}, 422),
    ],
)
async def test_a_piece_that_is_wrongly_announced_is_refused(
    client: Client, headers: Bearer, changes: Bearer, status: int
) -> None:
    place = await created(client, headers)
    answer = await patch(client, headers, place, b"RIFF", 0, changes)
    assert answer.status == status
    assert await offset_of(client, headers, place) == 0


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Upload-Length": ""}, 422),
        ({"Upload-Length": "1e3"}, 422),
        ({"Upload-Length": "9" * 30}, 422),
        ({"Upload-Length": str(UPLOAD_LIMIT + 1)}, 413),
        ({"Upload-Metadata": "filename ???"}, 422),
        ({"Upload-Metadata": " ,"}, 422),
    ],
)
async def test_a_file_that_is_wrongly_announced_is_refused(
    service: ServiceInMemory, client: Client, headers: Bearer, changes: Bearer, status: int
) -> None:
    sent = headers | {"Upload-Length": "9"} | changes
    answer = await client.post("/uploads/", headers=sent)
    assert answer.status == status
    assert service.database.records.uploads == {}


@pytest.mark.parametrize("wrong", [{"Upload-Checksum": "sha1 x"}, {"Upload-Length": "3"}])
async def test_first_bytes_that_are_wrong_leave_no_upload_behind(
    service: ServiceInMemory, client: Client, headers: Bearer, wrong: Bearer
) -> None:
    sent = headers | BODY | {"Upload-Length": "4"} | wrong
    answer = await client.post("/uploads/", data=b"RIFF", headers=sent)
    assert answer.status in {413, 422}
    assert service.database.records.uploads == {}


async def test_an_upload_comes_in_so_many_pieces_and_no_more(
    service: ServiceInMemory, bearer: Bearer
) -> None:
    service.upload_policy = replace(service.upload_policy, most_parts=2)
    headers = bearer | TUS
    async with service.client() as client:
        place = await created(client, headers)
        statuses = [(await patch(client, headers, place, b"x", n)).status for n in range(3)]
    assert statuses == [204, 204, 422]


async def test_more_than_was_announced_is_refused(client: Client, headers: Bearer) -> None:
    place = await created(client, headers, length=4)
    assert (await patch(client, headers, place, b"RIFFx")).status == 413

    async def unannounced() -> AsyncIterator[bytes]:
        yield b"RIFFx"

    assert (await patch(client, headers, place, unannounced())).status == 413
    assert await offset_of(client, headers, place) == 0


async def test_bytes_that_were_damaged_do_not_count(
    service: ServiceInMemory, client: Client, headers: Bearer
) -> None:
    place = await created(client, headers)
    checksum: Bearer = {}
    for algorithm in ("sha1", "sha256"):
        digest = base64.b64encode(hashlib.new(algorithm, b"RIFF").digest()).decode()
        checksum = {"Upload-Checksum": f"{algorithm} {digest}"}
        answer = await patch(client, headers, place, b"RIFX", 0, checksum)
        assert answer.status == 460
        assert (await answer.json())["code"] == "checksum_mismatch"
    assert await service.stored_blobs() == []
    answer = await patch(client, headers, place, b"RIFF", 0, checksum)
    assert (answer.status, answer.headers["Upload-Offset"]) == (204, "4")


async def test_while_one_request_writes_another_is_told_so(client: Client, headers: Bearer) -> None:
    place = await created(client, headers)
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"RIFF"
        arrived.set()
        await go_on.wait()
        yield b"...."

    writing = asyncio.create_task(patch(client, headers, place, slowly()))
    await arrived.wait()
    while (await patch(client, headers, place, b"")).status != 423:
        pass
    assert (await client.delete(place, headers=headers)).status == 423
    go_on.set()
    assert (await writing).status == 204
    assert await offset_of(client, headers, place) == 8


async def test_a_line_that_breaks_loses_nothing_that_arrived(
    service: ServiceInMemory, client: Client, headers: Bearer
) -> None:
    place = await created(client, headers)
    url = client.make_url(place)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    lines = [f"PATCH {place} HTTP/1.1", "Host: x", f"Content-Length: {len(SOUND)}"]
    sent = headers | BODY | {"Upload-Offset": "0"}
    lines += [f"{name}: {value}" for name, value in sent.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + SOUND[:10])
    await writer.drain()
    while not any(record.writer for record in service.database.records.uploads.values()):
        await client.get("/health/livez")
    writer.transport.abort()
    del reader
    while any(record.writer for record in service.database.records.uploads.values()):
        await client.get("/health/livez")
    assert await offset_of(client, headers, place) == 10
    assert (await patch(client, headers, place, SOUND[10:], 10)).status == 204
    assert (await job_of(client, headers, place))[0] == 200
    (job,) = await service.jobs()
    assert job.recording.sha256 == hashlib.sha256(SOUND).hexdigest()


async def test_a_long_piece_counts_part_by_part(
    service: ServiceInMemory, bearer: Bearer, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.upload_policy = replace(service.upload_policy, part_bytes=100_000)
    headers, sound = bearer | TUS, b"RIFF" + bytes(900_000)
    written = 0
    write = service.blobs.write

    async def full_at_last(key: Any, chunks: Any) -> Any:
        nonlocal written
        written += 1
        if written == 3:
            raise StorageFullError
        return await write(key, chunks)

    monkeypatch.setattr(service.blobs, "write", full_at_last)
    async with service.client() as client:
        place = await created(client, headers, length=len(sound))
        assert (await patch(client, headers, place, sound)).status == 507
        offset = await offset_of(client, headers, place)
        assert 200_000 <= offset < len(sound)
        assert (await patch(client, headers, place, sound[offset:], offset)).status == 204
        assert (await job_of(client, headers, place))[0] == 200
    (job,) = await service.jobs()
    assert job.recording.sha256 == hashlib.sha256(sound).hexdigest()


async def test_an_upload_can_be_taken_back(
    service: ServiceInMemory, client: Client, headers: Bearer
) -> None:
    place = await created(client, headers | BODY, data=SOUND)
    assert (await client.delete(place, headers=headers)).status == 204
    assert await service.stored_blobs() == []
    for method in ("HEAD", "DELETE"):
        assert (await client.request(method, place, headers=headers)).status == 404
    assert (await patch(client, headers, place, b"")).status == 404


async def test_somebody_elses_upload_is_not_there(
    service: ServiceInMemory, client: Client, headers: Bearer, bob: User
) -> None:
    place = await created(client, headers | BODY, data=SOUND)
    others = service.bearer(bob) | TUS
    for method in ("HEAD", "DELETE"):
        assert (await client.request(method, place, headers=others)).status == 404
    assert (await patch(client, others, place, b"x", len(SOUND))).status == 404
    assert (await job_of(client, others, place))[0] == 404
    assert (await client.head(place, headers=TUS)).status == 401
    assert await offset_of(client, headers, place) == len(SOUND)


async def test_an_upload_that_is_left_lying_expires(
    service: ServiceInMemory, client: Client, headers: Bearer, ada: User
) -> None:
    place = await created(client, headers)
    await service.clock.advance(86_000)
    later = service.bearer(ada) | TUS
    await patch(client, later, place, b"RIFF")
    await service.clock.advance(86_399)
    assert await offset_of(client, service.bearer(ada) | TUS, place) == 4
    await service.clock.advance(1)
    late = service.bearer(ada) | TUS
    assert (await client.head(place, headers=late)).status == 404
    assert (await patch(client, late, place, b"x", 4)).status == 404


async def test_one_user_has_so_many_open_uploads(service: ServiceInMemory, bearer: Bearer) -> None:
    service.upload_policy = replace(service.upload_policy, open_per_user=2)
    headers = bearer | TUS
    async with service.client() as client:
        places = [await created(client, headers) for _ in range(2)]
        answer = await client.post("/uploads/", headers=headers | {"Upload-Length": "1"})
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) > 0
        await client.delete(places[0], headers=headers)
        await created(client, headers)


async def test_a_job_of_an_upload_that_is_not_complete_is_refused(
    service: ServiceInMemory, client: Client, headers: Bearer
) -> None:
    place = await created(client, headers | BODY, data=SOUND[:9])
    status, problem = await job_of(client, headers, place)
    assert (status, problem["code"]) == (409, "upload_incomplete")
    assert await offset_of(client, headers, place) == 9
    assert await service.jobs() == []


async def test_an_upload_that_is_no_sound_stays_for_another_look(
    service: ServiceInMemory, client: Client, headers: Bearer
) -> None:
    place = await created(client, headers | BODY, length=8, data=b"no sound")
    assert (await job_of(client, headers, place))[0] == 415
    assert await offset_of(client, headers, place) == 8
    assert len(await service.stored_blobs()) == 1


async def test_an_upload_becomes_one_job_however_often_it_is_asked_for(
    service: ServiceInMemory, client: Client, headers: Bearer
) -> None:
    place = await created(client, headers | BODY, data=SOUND)
    answers = await asyncio.gather(*(job_of(client, headers, place) for _ in range(5)))
    assert [status for status, _ in answers].count(200) == 1
    assert {status for status, _ in answers} <= {200, 404, 423, 503}
    assert len(await service.jobs()) == len(await service.stored_blobs()) == 1


async def test_a_job_of_an_upload_is_answered_again_under_its_key(
    service: ServiceInMemory, client: Client, headers: Bearer
) -> None:
    place = await created(client, headers | BODY, data=SOUND)
    keyed = headers | {"Idempotency-Key": "k"}
    first, second = [await job_of(client, keyed, place) for _ in range(2)]
    assert first == second
    assert first[0] == 200
    assert len(await service.jobs()) == 1


@pytest.mark.parametrize("upload", ["", "x", "8e03978e-40d5-43e8-bc93-6894a57f9324"])
async def test_a_form_names_a_file_or_an_upload_that_is_there(
    client: Client, headers: Bearer, upload: str
) -> None:
    status, problem = await job_of(client, headers, upload)
    assert status == (404 if len(upload) > 1 else 422)
    assert problem["detail"]


async def test_a_form_names_a_file_or_an_upload_but_not_both(
    service: ServiceInMemory, client: Client, headers: Bearer
) -> None:
    place = await created(client, headers | BODY, data=SOUND)
    form = a_form(SOUND, upload=place.rpartition("/")[2])
    answer = await client.post("/jobs/", data=form, headers=headers)
    assert answer.status == 422
    assert "not both" in (await answer.json())["detail"]
    assert await service.jobs() == []
