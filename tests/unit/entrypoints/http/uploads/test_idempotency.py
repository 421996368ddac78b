"""The same request sent twice makes one job."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from domain.errors.capacity import DatabaseUnavailableError
from domain.user import User
from tests.service_in_memory import SOUND, Client, ServiceInMemory, a_form

Bearer = dict[str, str]
KEY = {"Idempotency-Key": "8e03978e-40d5-43e8-bc93-6894a57f9324"}


async def send(
    client: Client, headers: Bearer, data: bytes = SOUND, **fields: str
) -> tuple[int, bytes, str | None, str | None]:
    answer = await client.post("/jobs/", data=a_form(data, **fields), headers=headers)
    location, replayed = (answer.headers.get(n) for n in ("Location", "Idempotent-Replayed"))
    return answer.status, await answer.read(), location, replayed


async def test_the_second_answer_is_the_first_one_byte_for_byte(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    first = await send(client, bearer | KEY, language="de")
    second = await send(client, bearer | KEY, language="de")
    assert first[0] == 200
    assert second == (*first[:3], "true")
    assert first[3] is None
    (job,) = await service.jobs()
    assert await service.queue.depth() == 1
    assert await service.stored_blobs() == [job.recording.key]


async def test_the_same_request_in_other_words_is_the_same(client: Client, bearer: Bearer) -> None:
    await send(client, bearer | KEY, language="german", beam_size="5")
    assert (await send(client, bearer | KEY, language="de"))[3] == "true"


async def test_a_job_that_was_deleted_meanwhile_is_answered_all_the_same(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    first = await send(client, bearer | KEY)
    assert (await client.delete(first[2] or "", headers=bearer)).status == 204
    assert (await send(client, bearer | KEY))[:3] == first[:3]
    assert await service.jobs() == []
    assert await service.stored_blobs() == []


@pytest.mark.parametrize(
    ("data", "fields"), [(SOUND + b"!", {}), (SOUND, {"language": "de"}), (SOUND, {"prompt": "x"})]
)
async def test_another_request_with_the_key_is_refused(
    service: ServiceInMemory, client: Client, bearer: Bearer, data: bytes, fields: dict[str, str]
) -> None:
    await send(client, bearer | KEY)
    status, body, *_ = await send(client, bearer | KEY, data, **fields)
    assert status == 422
    assert b"idempotency_key_reused" in body
    assert len(await service.stored_blobs()) == len(await service.jobs()) == 1


async def test_somebody_elses_key_is_another(
    service: ServiceInMemory, client: Client, bearer: Bearer, bob: User
) -> None:
    first = await send(client, bearer | KEY)
    second = await send(client, service.bearer(bob) | KEY)
    assert second[0] == 200
    assert second[1] != first[1]
    assert len(await service.jobs()) == 2


async def test_without_a_key_every_request_makes_a_job(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    for _ in range(2):
        assert (await send(client, bearer))[3] is None
    assert len(await service.jobs()) == 2


@pytest.mark.parametrize("key", ["", "k" * 256, "a\tb", "schlüssel"])
async def test_a_key_that_is_none_is_refused(
    service: ServiceInMemory, client: Client, bearer: Bearer, key: str
) -> None:
    status, body, *_ = await send(client, bearer | {"Idempotency-Key": key})
    assert status == 422
    assert b'"field":"Idempotency-Key"' in body
    assert await service.stored_blobs() == []


@pytest.mark.parametrize("key", ["k", "k" * 255, '"quoted"', "a b"])
async def test_any_printable_key_will_do(client: Client, bearer: Bearer, key: str) -> None:
    assert (await send(client, bearer | {"Idempotency-Key": key}))[0] == 200
    assert (await send(client, bearer | {"Idempotency-Key": key}))[3] == "true"


async def test_while_the_first_is_still_coming_in_the_second_is_told_so(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF'
        arrived.set()
        await go_on.wait()
        yield b"\r\n--x--\r\n"

    headers = bearer | KEY | {"Content-Type": "multipart/form-data; boundary=x"}
    first = asyncio.create_task(client.post("/jobs/", data=slowly(), headers=headers))
    await arrived.wait()
    while not service.database.records.idempotency_keys:
        await client.get("/health/livez")
    status, body, *_ = await send(client, bearer | KEY)
    assert status == 409
    assert b"idempotency_key_in_use" in body
    go_on.set()
    assert (await first).status == 200
    assert len(await service.jobs()) == 1


@pytest.mark.parametrize("fields", [{"beam_size": "0"}, {"nonsense": "1"}])
async def test_a_request_that_was_wrong_does_not_burn_its_key(
    client: Client, bearer: Bearer, fields: dict[str, str]
) -> None:
    assert (await send(client, bearer | KEY, SOUND, **fields))[0] == 422
    assert (await send(client, bearer | KEY, b"no sound"))[0] == 415
    assert (await send(client, bearer | KEY))[0] == 200


async def test_a_request_that_failed_through_no_fault_of_its_own_does_not_either(
    service: ServiceInMemory, client: Client, bearer: Bearer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise DatabaseUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr("tests.memory.jobs.MemoryJobRepository.add", away)
        assert (await send(client, bearer | KEY))[0] == 503
    assert (await send(client, bearer | KEY))[0] == 200
    assert len(await service.jobs()) == 1
    assert len(await service.stored_blobs()) == 2  # the first one's is left to the sweep


async def test_after_a_day_the_key_is_free(
    service: ServiceInMemory, client: Client, bearer: Bearer, ada: User
) -> None:
    await send(client, bearer | KEY)
    await service.clock.advance(86_399)
    assert (await send(client, service.bearer(ada) | KEY))[3] == "true"
    await service.clock.advance(1)
    assert (await send(client, service.bearer(ada) | KEY))[3] is None
    assert len(await service.jobs()) == 2
