"""One user, or one address behind a proxy, has only so many requests under way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.user import User
from entrypoints.http.identity.at_once import AT_ONCE
from tests.far_end import until_soon
from tests.service_in_memory import Client, ServiceInMemory

Bearer = dict[str, str]
LOGIN = (
    "POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    "Content-Length: 10\r\nX-Forwarded-For: {}\r\n\r\n"
)


@asynccontextmanager
async def under_way(client: Client, head: str) -> AsyncIterator[None]:
    """Begin a request whose body does not come."""
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(head.encode())
    del reader
    yield
    writer.close()
    await writer.wait_closed()


def an_upload(bearer: Bearer) -> str:
    return (
        f"POST /jobs/ HTTP/1.1\r\nHost: x\r\nAuthorization: {bearer['Authorization']}\r\n"
        "Content-Type: multipart/form-data; boundary=q\r\nContent-Length: 1000\r\n\r\n"
    )


async def test_one_user_has_only_so_many_requests_under_way(
    service: ServiceInMemory, ada: User, bearer: Bearer
) -> None:
    eve = service.bearer(await service.add_user("eve"))
    async with service.client(requests_at_once=2) as client:
        counted = client.app[AT_ONCE]
        async with under_way(client, an_upload(bearer)), under_way(client, an_upload(bearer)):
            await until_soon(lambda: counted.count(f"user {ada.id}") == 2)
            refused = await client.get("/jobs/", headers=bearer)
            assert (refused.status, (await refused.json())["code"]) == (429, "too_many_connections")
            assert refused.headers["Retry-After"] == "10"
            assert (await client.get("/jobs/", headers=eve)).status == 200
        await until_soon(lambda: len(counted) == 0)
        assert (await client.get("/jobs/", headers=bearer)).status == 200


async def test_behind_a_proxy_one_address_has_only_so_many(service: ServiceInMemory) -> None:
    async with service.client(requests_at_once=1, trusted_proxies=1) as client:
        counted = client.app[AT_ONCE]
        async with under_way(client, LOGIN.format("198.51.100.7")):
            await until_soon(lambda: counted.count("address 198.51.100.7") == 1)
            theirs = {"X-Forwarded-For": "198.51.100.7"}
            assert (await client.get("/health", headers=theirs)).status == 429
            others = {"X-Forwarded-For": "198.51.100.8"}
            assert (await client.get("/health", headers=others)).status == 200
        await until_soon(lambda: len(counted) == 0)


async def test_without_a_proxy_nobody_says_whose_a_request_is(service: ServiceInMemory) -> None:
    async with (
        service.client(requests_at_once=1) as client,
        under_way(client, LOGIN.format("198.51.100.7")),
    ):
        theirs = {"X-Forwarded-For": "198.51.100.7"}
        assert (await client.get("/health", headers=theirs)).status == 200
