import asyncio

import pytest
from aiohttp import ClientResponse, FormData

from adapters.outbound.addresses import AddressPolicy
from adapters.outbound.guard import OutboundGuard
from tests.receiver import answering, receiving, repeating
from tests.service_in_memory import SOUND, UPLOAD_LIMIT, Client, ServiceInMemory, a_form

Bearer = dict[str, str]
OK = f"HTTP/1.1 200 OK\nContent-Length: {len(SOUND)}"


@pytest.fixture
def service() -> ServiceInMemory:
    """A service that may call the loopback, but nothing else of this machine."""
    service = ServiceInMemory()
    service.guard = OutboundGuard(AddressPolicy(["127.0.0.1/32"]))
    return service


def fields(**values: str) -> FormData:
    """Make the form that the route reads, without a file."""
    form = FormData(default_to_multipart=True)
    for name, value in values.items():
        form.add_field(name, value)
    return form


async def test_a_recording_is_fetched_from_its_address(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    named = f"{OK}\nContent-Disposition: attachment; filename=a.wav"
    async with receiving(answering(named, SOUND)) as away:
        answer = await client.post(
            "/jobs/", headers=bearer, data=fields(url=away.url, language="de")
        )
    assert answer.status == 200, await answer.text()
    (job,) = await service.jobs()
    assert (job.recording.filename, job.recording.size_bytes) == ("a.wav", len(SOUND))
    assert job.options.language == "de"
    assert await service.stored_blobs() == [job.recording.key]


async def test_a_strange_name_is_kept_for_show_only(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    async with receiving(answering(OK, SOUND)) as away:
        url = f"http://127.0.0.1:{away.port}/..%2f%00%0a%e2%80%aetalk.wav"
        await client.post("/jobs/", headers=bearer, data=fields(url=url))
    (job,) = await service.jobs()
    assert job.recording.filename == "../talk.wav"


async def refused(
    service: ServiceInMemory, client: Client, bearer: Bearer, url: str
) -> tuple[int, str, str]:
    answer = await client.post("/jobs/", headers=bearer, data=fields(url=url))
    problem = await answer.json()
    assert await service.jobs() == []
    assert await service.stored_blobs() == []
    return answer.status, problem["code"], problem["detail"]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.2/", "http://[::1]/", "ftp://127.0.0.1/", "talk.wav", "http://10.0.0.1/"],
)
async def test_an_address_that_is_not_called_is_refused(
    service: ServiceInMemory, client: Client, bearer: Bearer, url: str
) -> None:
    status, code, _ = await refused(service, client, bearer, url)
    assert (status, code) == (422, "invalid_request")


async def test_a_server_that_has_no_such_file_is_quoted(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    async with receiving(answering("HTTP/1.1 404 Not Found\nContent-Length: 0")) as away:
        status, code, detail = await refused(service, client, bearer, away.url)
    assert (status, code) == (422, "source_unavailable")
    assert "404" in detail


async def test_a_redirect_into_the_private_network_leads_nowhere(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    moved = answering("HTTP/1.1 302 Found\nLocation: http://127.0.0.2:80/\nContent-Length: 0")
    async with receiving(moved) as away:
        status, code, _ = await refused(service, client, bearer, away.url)
    assert (status, code) == (422, "source_unavailable")


async def test_what_is_no_sound_is_told_apart(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    async with receiving(answering("HTTP/1.1 200 OK\nContent-Length: 5", b"words")) as away:
        status, code, _ = await refused(service, client, bearer, away.url)
    assert (status, code) == (415, "unsupported_audio")


async def test_nothing_at_all_is_said_to_be_nothing(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    async with receiving(answering("HTTP/1.1 200 OK\nContent-Length: 0")) as away:
        status, code, detail = await refused(service, client, bearer, away.url)
    assert (status, code) == (422, "source_unavailable")
    assert "nothing" in detail


async def test_what_is_announced_too_large_is_not_fetched(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    huge = f"HTTP/1.1 200 OK\nContent-Length: {UPLOAD_LIMIT + 1}"
    async with receiving(answering(huge)) as away:
        status, code, _ = await refused(service, client, bearer, away.url)
    assert (status, code) == (413, "upload_too_large")


async def test_what_never_ends_is_cut_off_at_the_limit(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    async with receiving(repeating(b"HTTP/1.1 200 OK\r\n\r\n")) as away:
        status, code, _ = await refused(service, client, bearer, away.url)
    assert (status, code) == (413, "upload_too_large")


async def test_a_file_and_an_address_are_one_too_many(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    form = a_form(url="http://127.0.0.1:1/talk.wav")
    answer = await client.post("/jobs/", data=form, headers=bearer)
    problem = await answer.json()
    assert (answer.status, [e["field"] for e in problem["errors"]]) == (422, ["url"])
    assert await service.stored_blobs() == []


@pytest.mark.parametrize("values", [{"language": "de"}, {"url": ""}, {"url": "  "}])
async def test_neither_a_file_nor_an_address_is_too_little(
    client: Client, bearer: Bearer, values: dict[str, str]
) -> None:
    answer = await client.post("/jobs/", headers=bearer, data=fields(**values))
    problem = await answer.json()
    assert (answer.status, [e["field"] for e in problem["errors"]]) == (422, ["file"])


async def test_a_client_that_leaves_stops_the_fetching(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    async with receiving(repeating(b"HTTP/1.1 200 OK\r\n\r\nRIFF", b"", pause=0.01)) as away:
        asking = asyncio.create_task(
            client.post("/jobs/", headers=bearer, data=fields(url=away.url))
        )
        await away.asked(1)
        asking.cancel()
        await asyncio.wait({asking})
        async with asyncio.timeout(30):
            await away.hung_up.wait()
    assert await service.jobs() == []
    assert await service.stored_blobs() == []


async def test_the_same_request_under_its_key_fetches_nothing_again(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    headers = {**bearer, "Idempotency-Key": "one"}
    async with receiving(answering(OK, SOUND)) as away:
        answers = [
            await (await client.post("/jobs/", headers=headers, data=fields(url=away.url))).json()
            for _ in range(2)
        ]
    assert answers[0] == answers[1]
    assert len(away.requests) == 1
    assert len(await service.jobs()) == 1


async def test_who_fetches_for_long_leaves_a_place_for_others(
    client: Client, bearer: Bearer, service: ServiceInMemory
) -> None:
    bob = service.bearer(await service.add_user("bob"))
    async with receiving(repeating(b"HTTP/1.1 200 OK\r\n\r\nRIFF", b"", pause=0.01)) as away:

        def asked_by(who: Bearer) -> "asyncio.Task[ClientResponse]":
            post = client.post("/jobs/", headers=who, data=fields(url=away.url))
            return asyncio.create_task(post)

        asking = [asked_by(bearer)]
        await away.asked(1)
        own_second = await asked_by(bearer)
        asking.append(asked_by(bob))
        await away.asked(2)
        last = await asked_by(bob)
        for each in asking:
            each.cancel()
        await asyncio.wait(asking)
    for answer in (own_second, last):
        assert (answer.status, (await answer.json())["code"]) == (503, "queue_full")
        assert answer.headers["Retry-After"]
