"""Shared transcripts, as readers without an account get them, and as attackers do not."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientResponse
from structlog.testing import capture_logs

from application.accounts.change_user import ChangeUser
from application.sharing.policy import SharePolicy
from application.upkeep.forget_shares import ForgetShares
from domain.api_key import Scope
from domain.errors.sharing import ShareClosedError
from domain.job import Job
from domain.labels import Labels
from domain.speakers import Speaker
from domain.transcript import Cut, Passage, Segment
from domain.user import Role, User
from entrypoints.http.app import ROUTES
from entrypoints.http.identity.admittance import Admittance
from entrypoints.http.routing.route import Route
from tests.samples import a_passage
from tests.service_in_memory import SOUND, Client, ServiceInMemory

PRIVATE = ("her-talk", "her notes", "her tag", "example.com", "ada", "secret", "removed loop")
Open = Callable[..., Awaitable[dict[str, str]]]


@pytest.fixture
async def job(service: ServiceInMemory, client: Client, ada: User, bearer: dict[str, str]) -> Job:
    """Complete a job of which the owner has corrected a name, and a segment away."""
    said = Passage(
        (
            Segment(0.0, 1.0, " hello", speaker="A"),
            Segment(1.0, 2.0, " the secret name", speaker="B"),
            Segment(2.0, 3.0, " secret aside", speaker="A"),
        ),
        position=3.0,
        cuts=(Cut(2.5, 3.0, "removed loop"),),
    )
    speakers = Speaker("A", 2.0), Speaker("B", 1.0)
    job = await service.completed_job(
        ada.id, said, speakers=speakers, webhook_url="https://example.com/hook"
    )
    labels = Labels("The talk", ("her tag",), "her notes")
    recording = replace(job.recording, filename="her-talk.wav")
    job = replace(job, recording=recording, labels=labels)
    service.database.records.jobs[job.id] = job
    place = f"/jobs/{job.id}"
    for index, text in ((1, "the name"), (2, "")):
        corrected = await client.put(
            f"{place}/segments/{index}", json={"text": text}, headers=bearer
        )
        assert corrected.status == 200
    named = await client.put(f"{place}/speakers/A", json={"name": "Anna"}, headers=bearer)
    assert named.status == 200
    return job


@pytest.fixture
def made(client: Client, job: Job, bearer: dict[str, str]) -> Open:
    """Make a link; return what its readers send."""

    async def make(**terms: Any) -> dict[str, str]:
        answer = await client.post(f"/jobs/{job.id}/shares", json=terms, headers=bearer)
        answered = await answer.json()
        token = answered["url"].partition("#")[2]
        return {"place": f"/shared/{answered['id']}", "token": token, "id": answered["id"]}

    return make


async def read(
    client: Client, link: dict[str, str], part: str = "", **headers: str
) -> ClientResponse:
    given = {"X-Share-Token": link["token"], **headers}
    return await client.get(f"{link['place']}{part}", headers=given)


async def ensure_closed(answer: ClientResponse) -> None:
    assert answer.status == 404
    assert (await answer.json())["code"] == "share_closed"


async def test_a_reader_sees_the_transcript_as_its_owner_does(client: Client, made: Open) -> None:
    link = await made()
    answer = await read(client, link, "/transcript")
    document = await answer.json()
    assert [segment["text"] for segment in document["segments"]] == [" hello", " the name"]
    assert [segment["id"] for segment in document["segments"]] == [0, 1]
    assert document["speakers"][0]["name"] == "Anna"
    assert document["job_id"] == link["id"]


async def test_a_link_tells_the_title_and_what_it_offers(client: Client, made: Open) -> None:
    link = await made(audio=True)
    opened = await client.post("/shared", headers={"X-Share-Token": link["token"]})
    told = await opened.json()
    assert told == await (await read(client, link)).json()
    assert (told["title"], told["audio"], told["downloads"]) == ("The talk", True, False)


@pytest.mark.parametrize(
    "part",
    [
        "",
        "/transcript",
        "/audio",
        "/peaks",
        "/turns",
        *(f"/transcript?format={form}" for form in ("txt", "srt", "vtt", "tsv", "md", "rttm")),
    ],
)
async def test_nothing_private_is_in_an_answer(
    client: Client, job: Job, made: Open, part: str
) -> None:
    answer = await read(client, await made(audio=True, downloads=True, label="secret"), part)
    assert answer.status == 200
    shown = (await answer.read()).decode() + str(answer.headers)
    assert [word for word in (*PRIVATE, str(job.id), str(job.owner)) if word in shown] == []
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


async def test_readers_cannot_ask_for_what_was_corrected(client: Client, made: Open) -> None:
    answer = await read(client, await made(), "/transcript?version=original")
    assert answer.status == 422


async def test_files_and_sound_are_there_only_if_the_link_offers_them(
    client: Client, made: Open
) -> None:
    link = await made()
    for part in ("/transcript?format=txt", "/audio", "/peaks"):
        answer = await read(client, link, part)
        assert answer.status == 403
        assert (await answer.json())["code"] == "not_shared"
    offered = await made(audio=True, downloads=True)
    text = await read(client, offered, "/transcript?format=txt")
    assert await text.text() == "Anna: hello\nSpeaker B: the name\n"
    assert 'filename="The talk.txt"' in text.headers["Content-Disposition"]
    sound = await read(client, offered, "/audio")
    assert await sound.read() == SOUND
    assert 'filename="The talk.wav"' in sound.headers["Content-Disposition"]


async def test_a_browser_hears_the_recording_with_a_cookie_of_this_link_alone(
    client: Client, made: Open
) -> None:
    link, other = await made(audio=True), await made(audio=True)
    opened = await client.post("/shared", headers={"X-Share-Token": link["token"]})
    cookie = opened.cookies["share_token"]
    assert cookie["path"] == link["place"]
    assert (cookie["samesite"], cookie["httponly"]) == ("Strict", True)
    part = await client.get(f"{link['place']}/audio", headers={"Range": "bytes=0-3"})
    assert (part.status, await part.read()) == (206, SOUND[:4])
    assert part.headers["Content-Disposition"] == "inline"
    await ensure_closed(await client.get(f"{other['place']}/audio"))


@pytest.mark.parametrize("token", ["", "wts_", "wts_" + "A" * 43, "é" * 1000, "wt_x"])
async def test_a_wrong_token_opens_nothing(client: Client, made: Open, token: str) -> None:
    link = {**await made(), "token": token}
    await ensure_closed(await read(client, link, "/transcript"))
    await ensure_closed(await client.post("/shared", headers={"X-Share-Token": token}))


async def test_the_token_of_one_link_does_not_open_another(client: Client, made: Open) -> None:
    link, other = await made(), await made(audio=True, downloads=True)
    await ensure_closed(await read(client, {**other, "token": link["token"]}, "/audio"))


async def test_a_link_ends(service: ServiceInMemory, client: Client, made: Open) -> None:
    link = await made(expires_in_seconds=60)
    await service.clock.advance(59)
    assert (await read(client, link)).status == 200
    await service.clock.advance(1)
    await ensure_closed(await read(client, link))
    await service.clock.advance(1)
    assert await ForgetShares(service.unit_of_work, service.clock)() == 1
    await ensure_closed(await read(client, link))


async def test_a_withdrawn_link_opens_nothing(
    client: Client, made: Open, job: Job, bearer: dict[str, str]
) -> None:
    link = await made()
    await client.delete(f"/jobs/{job.id}/shares/{link['id']}", headers=bearer)
    await ensure_closed(await read(client, link))


async def test_a_link_ends_with_its_job(
    client: Client, made: Open, job: Job, bearer: dict[str, str]
) -> None:
    link = await made()
    assert (await client.delete(f"/jobs/{job.id}", headers=bearer)).status == 204
    await ensure_closed(await read(client, link))


async def test_the_links_of_a_disabled_user_end_for_ever(
    service: ServiceInMemory, client: Client, made: Open, ada: User
) -> None:
    link = await made()
    root = await service.add_user("root", role=Role.ADMIN)
    change = ChangeUser(service.unit_of_work, service.clock)
    for disabled in (True, False):
        await change(ada.id, caller=root, disabled=disabled)
        await ensure_closed(await read(client, link))


async def test_a_link_ends_with_its_user(
    service: ServiceInMemory, client: Client, made: Open, ada: User
) -> None:
    link = await made()
    del service.database.records.users[ada.id]
    await ensure_closed(await read(client, link))


async def test_a_link_ends_with_the_key_that_made_it(
    service: ServiceInMemory, client: Client, ada: User, job: Job
) -> None:
    key = await service.api_key(ada, Scope.READ)
    headers = {"Authorization": f"Bearer {key.secret}"}
    answer = await client.post(f"/jobs/{job.id}/shares", json={}, headers=headers)
    made = await answer.json()
    link = {"place": f"/shared/{made['id']}", "token": made["url"].partition("#")[2]}
    assert (await read(client, link)).status == 200
    async with service.unit_of_work() as uow:
        await uow.api_keys.revoke(key.key.id, ada.id, at=service.clock.now())
        await uow.commit()
    await ensure_closed(await read(client, link))


async def test_links_open_nothing_while_the_operator_forbids_them(
    service: ServiceInMemory, client: Client, made: Open
) -> None:
    link = await made()
    assert (await read(client, link)).status == 200
    check = service.sharing().open.check
    with pytest.raises(ShareClosedError):
        await replace(check, policy=SharePolicy(allowed=False))(link["token"])


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if route.path.startswith(("/jobs", "/users", "/auth/api", "/v1"))],
    ids=lambda route: f"{route.method} {route.path}",
)
async def test_the_token_opens_nothing_else(
    client: Client, made: Open, job: Job, route: Route
) -> None:
    """Neither as itself, nor as a bearer token, nor as the cookie of a session."""
    link = await made(audio=True, downloads=True)
    token = link["token"]
    address = re.sub(r"{\w*[^}]*}", str(job.id), route.path)
    for headers in (
        {"X-Share-Token": token},
        {"Authorization": f"Bearer {token}"},
        {"Cookie": f"auth_token={token}; share_token={token}"},
    ):
        answer = await client.request(route.method, address, headers=headers)
        assert answer.status in {401, 404, 405}, await answer.text()


async def test_a_link_is_not_changed_by_its_readers(client: Client, made: Open) -> None:
    link = await made(audio=True)
    headers = {"X-Share-Token": link["token"]}
    for method in ("PUT", "PATCH", "DELETE", "POST"):
        answer = await client.request(method, link["place"], headers=headers)
        assert answer.status == 405


async def test_many_wrong_links_slow_an_address_down(client: Client, made: Open) -> None:
    link = await made()
    wrong = {**link, "token": "wts_wrong"}
    for _ in range(61):
        await ensure_closed(await read(client, wrong))
    refused = await read(client, wrong)
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) > 0


async def test_no_token_is_in_the_log(client: Client, made: Open) -> None:
    with capture_logs() as lines:
        link = await made(audio=True)
        for part in ("", "/transcript", "/audio", "/nothing"):
            await read(client, link, part)
        await client.post("/shared", headers={"X-Share-Token": link["token"]})
        await read(client, {**link, "token": link["token"][:-1]})
    assert len(lines) >= 7
    assert link["token"][4:20] not in repr(lines)


async def test_a_download_stops_once_the_link_is_withdrawn(
    service: ServiceInMemory, made: Open
) -> None:
    link = await made()
    check = service.sharing().open.check
    admittance = Admittance(link["token"], check)
    assert await admittance.holds()
    service.database.records.shares.clear()
    await service.clock.advance(10)
    assert not await admittance.holds()


async def test_an_unnamed_recording_is_shared_under_the_name_of_its_file(
    service: ServiceInMemory, client: Client, ada: User, bearer: dict[str, str]
) -> None:
    job = await service.completed_job(ada.id, a_passage(" one"))
    answer = await client.post(f"/jobs/{job.id}/shares", json={}, headers=bearer)
    made = await answer.json()
    link = {"place": f"/shared/{made['id']}", "token": made["url"].partition("#")[2]}
    assert (await (await read(client, link)).json())["title"] == "talk.wav"
