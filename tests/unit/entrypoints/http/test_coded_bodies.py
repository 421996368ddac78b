"""Compressed bodies are refused everywhere: a kilobyte of them can become a megabyte here."""

import gzip
import zlib

import pytest
from aiohttp import ClientResponse

from entrypoints.http.app import ROUTES
from entrypoints.http.routing.route import Route
from tests.service_in_memory import SOUND, Client, ServiceInMemory, a_form

Bearer = dict[str, str]
BOMB = gzip.compress(bytes(10_000_000))
SOME_ID = "00000000-0000-4000-8000-000000000000"
READING = [route for route in ROUTES if route.operation.body is not None]


def sent_to(route: Route) -> str:
    """Name some address of this route."""
    path = route.path
    while "{" in path:
        before, _, rest = path.partition("{")
        path = before + SOME_ID + rest.partition("}")[2]
    return path


async def refused(answer: ClientResponse) -> tuple[int, str]:
    body = await answer.json()
    return answer.status, body.get("error", body)["code"]


@pytest.mark.parametrize("route", READING, ids=lambda route: f"{route.method} {route.path}")
async def test_no_route_reads_a_compressed_body(
    client: Client, bearer: Bearer, route: Route
) -> None:
    headers = {**bearer, "Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = await client.request(route.method, sent_to(route), data=BOMB, headers=headers)
    status = 400 if route.path.startswith("/v1/") else 415
    assert await refused(answer) == (status, "content_encoding_unsupported")
    assert answer.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "deflate", "br", "zstd", "x-gzip", "gzip, br"])
async def test_whatever_it_is_compressed_with(client: Client, bearer: Bearer, coding: str) -> None:
    headers = {**bearer, "Content-Encoding": coding, "Content-Type": "application/json"}
    answer = await client.post("/jobs/", data=zlib.compress(bytes(1_000)), headers=headers)
    assert await refused(answer) == (415, "content_encoding_unsupported")


async def test_the_refusal_says_what_to_do(client: Client) -> None:
    answer = await client.post("/auth/login", data=BOMB, headers={"Content-Encoding": "gzip"})
    assert "Send it uncompressed" in (await answer.json())["detail"]


async def test_a_part_of_a_form_is_not_compressed_either(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    body = (
        b'--q\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n'
        b"Content-Encoding: gzip\r\n\r\n" + BOMB + b"\r\n--q--\r\n"
    )
    headers = {**bearer, "Content-Type": "multipart/form-data; boundary=q"}
    answer = await client.post("/jobs/", data=body, headers=headers)
    assert await refused(answer) == (415, "content_encoding_unsupported")
    assert await service.stored_blobs() == []


@pytest.mark.parametrize("coding", ["identity", "Identity", ""])
async def test_identity_is_no_compression(client: Client, bearer: Bearer, coding: str) -> None:
    headers = {**bearer, "Content-Encoding": coding}
    answer = await client.post("/jobs/", data=a_form(SOUND), headers=headers)
    assert answer.status in {200, 201, 202}


async def test_a_request_without_a_body_may_say_what_it_likes(client: Client) -> None:
    answer = await client.get("/health", headers={"Content-Encoding": "gzip"})
    assert answer.status == 200
