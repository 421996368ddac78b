"""A transcript is shared by a running service, over sockets and restarts."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.digits_model import SAMPLES
from tests.digits_service import running_service
from tests.e2e.client import Client, logged_in

SOUND = (SAMPLES / "digits-en.wav").read_bytes()
SAID = "three one four one five nine two six"
DAY = 86_400


async def shared(client: Client, job_id: str, **terms: Any) -> dict[str, Any]:
    """Make a link."""
    path = f"/jobs/{job_id}/shares"
    async with client.session.post(path, json=terms, raise_for_status=True) as answer:
        made: dict[str, Any] = await answer.json()
        return made


def token_of(link: Mapping[str, Any]) -> dict[str, str]:
    return {"X-Share-Token": str(link["url"]).partition("#")[2]}


def stranger(url: str) -> aiohttp.ClientSession:
    """Make a client without an account, which keeps cookies as a browser does."""
    return aiohttp.ClientSession(url, cookie_jar=aiohttp.CookieJar(unsafe=True))


async def refusal(answer: aiohttp.ClientResponse) -> tuple[int, str]:
    return answer.status, (await answer.json())["code"]


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    async with running_service(tmp_path) as service:
        yield service.url


async def test_a_link_is_made_read_without_an_account_and_withdrawn(url: str) -> None:
    async with logged_in(url) as owner, stranger(url) as reader:
        job_id = await owner.submit(SOUND)
        await owner.until(job_id)
        link = await shared(owner, job_id, audio=True, downloads=True)
        assert link["url"].startswith(f"{url}/share#")
        token, place = token_of(link), f"/shared/{link['id']}"
        async with reader.post("/shared", headers=token, raise_for_status=True) as opened:
            cookie = opened.cookies["share_token"]
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (place, True, "Strict")
        # The cookie opens sound and files, as it does for the player of the page.
        async with reader.get(f"{place}/transcript?format=txt", raise_for_status=True) as text:
            assert (await text.text()).split() == SAID.split()
        async with reader.get(f"{place}/audio", headers={"Range": "bytes=0-3"}) as sound:
            assert (sound.status, await sound.read()) == (206, SOUND[:4])
        async with reader.get(f"/jobs/{job_id}", headers=token) as other:
            assert other.status == 401
        withdrawn = f"/jobs/{job_id}/shares/{link['id']}"
        async with owner.session.delete(withdrawn) as answer:
            assert answer.status == 204
        for path in ("/transcript", "/transcript?format=txt", "/audio", "/peaks", "/turns", ""):
            async with reader.get(f"{place}{path}", headers=token) as refused:
                assert await refusal(refused) == (404, "share_closed")
        async with reader.post("/shared", headers=token) as refused:
            assert await refusal(refused) == (404, "share_closed")


async def test_an_operator_bounds_links_and_turns_off_those_that_were_made(tmp_path: Path) -> None:
    async with (
        running_service(tmp_path, {"SHARE_MAX_SECONDS": str(DAY)}) as service,
        logged_in(service.url) as owner,
    ):
        job_id = await owner.submit(SOUND)
        await owner.until(job_id)
        path = f"/jobs/{job_id}/shares"
        async with owner.session.post(path, json={"expires_in_seconds": DAY + 1}) as refused:
            assert await refusal(refused) == (422, "invalid_request")
        link = await shared(owner, job_id, expires_in_seconds=DAY)
    async with (
        running_service(tmp_path, {"SHARE_LINKS": "false"}) as service,
        logged_in(service.url) as owner,
        stranger(service.url) as reader,
    ):
        async with owner.session.post(f"/jobs/{job_id}/shares", json={}) as refused:
            assert await refusal(refused) == (403, "sharing_disabled")
        async with reader.post("/shared", headers=token_of(link)) as refused:
            assert await refusal(refused) == (404, "share_closed")
