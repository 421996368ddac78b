"""Logging in with an identity provider, over real HTTP between the two."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from aiohttp import ClientResponse
from joserfc import jwt

from adapters.oidc.provider import OidcIdentityProvider
from adapters.oidc.settings import OidcClient
from domain.identity import Identity
from domain.user import Role, User
from tests.identity_provider import CALLBACK, CLIENT, SECRET, Provider, new_key
from tests.memory.clock import MemoryClock
from tests.service_in_memory import Client, ServiceInMemory

LOGIN = "/auth/oidc/login"


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider().running() as provider:
        yield provider


@pytest.fixture
def service() -> ServiceInMemory:
    return ServiceInMemory(clock=MemoryClock(datetime.fromtimestamp(int(time.time()), UTC)))


@pytest.fixture
async def client(service: ServiceInMemory, provider: Provider) -> AsyncIterator[Client]:
    trust(service, provider)
    async with service.client() as client:
        yield client


def trust(service: ServiceInMemory, provider: Provider, **changes: Any) -> None:
    known = OidcClient(provider.issuer, CLIENT, CALLBACK, SECRET)
    service.identity_provider = OidcIdentityProvider(service.clock, replace(known, **changes))


async def sent_away(client: Client) -> dict[str, str]:
    answer = await client.get(LOGIN, allow_redirects=False)
    assert answer.status == 303, await answer.text()
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


async def back(client: Client, address: str, **headers: str) -> ClientResponse:
    return await client.get(address, headers=headers, allow_redirects=False)


async def log_in(client: Client, provider: Provider, **headers: str) -> ClientResponse:
    return await back(client, provider.authorize(await sent_away(client)), **headers)


async def problem(answer: ClientResponse) -> tuple[int, str]:
    return answer.status, (await answer.json())["code"]


def users(service: ServiceInMemory) -> list[User]:
    return list(service.database.records.users.values())


async def test_a_stranger_becomes_a_user_with_a_session(
    service: ServiceInMemory, client: Client, provider: Provider
) -> None:
    answer = await log_in(client, provider)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert answer.cookies["auth_token"]["httponly"]
    assert answer.cookies["oidc_ticket"]["max-age"] == "0"
    me = await (await client.get("/auth/me")).json()
    assert (me["username"], me["role"], me["auth"]) == ("ada", "user", "session")
    identity = Identity(provider.issuer, "248289761001")
    assert service.database.records.identities == {identity: users(service)[0].id}


async def test_whoever_comes_again_is_the_same_whatever_they_are_called_now(
    service: ServiceInMemory, client: Client, provider: Provider
) -> None:
    await log_in(client, provider)
    provider.person["preferred_username"] = "countess"
    assert (await log_in(client, provider)).status == 303
    assert [user.username for user in users(service)] == ["ada"]


async def test_the_ticket_is_for_this_browser_and_no_script(client: Client) -> None:
    answer = await client.get(LOGIN, allow_redirects=False)
    ticket = answer.cookies["oidc_ticket"]
    assert ticket["httponly"]
    assert (ticket["samesite"], ticket["path"], ticket["max-age"]) == ("Lax", "/auth/oidc", "600")


async def test_every_login_has_secrets_of_its_own(client: Client) -> None:
    first, second = await sent_away(client), await sent_away(client)
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


async def test_a_local_user_of_the_same_name_is_never_taken_over(
    service: ServiceInMemory, client: Client, provider: Provider, ada: User
) -> None:
    answer = await log_in(client, provider)
    assert await problem(answer) == (403, "external_login_refused")
    assert "248289761001" in (await answer.json())["detail"]
    assert "auth_token" not in answer.cookies
    assert users(service) == [ada]
    assert service.database.records.identities == {}


async def test_a_name_that_looks_like_that_of_a_local_user_is_refused(
    service: ServiceInMemory, client: Client, provider: Provider, ada: User
) -> None:
    provider.person["preferred_username"] = "\N{CYRILLIC SMALL LETTER A}da"
    answer = await log_in(client, provider)
    assert await problem(answer) == (403, "external_login_refused")
    assert "looks like that of another user" in (await answer.json())["detail"]
    assert users(service) == [ada]


async def test_an_admin_links_a_user_who_then_logs_in(
    service: ServiceInMemory, client: Client, provider: Provider, ada: User
) -> None:
    async with service.unit_of_work() as uow:
        await uow.users.link(Identity(provider.issuer, "248289761001"), ada.id)
        await uow.commit()
    assert (await log_in(client, provider)).status == 303
    assert (await (await client.get("/auth/me")).json())["id"] == str(ada.id)


async def test_strangers_stay_out_where_users_are_not_made(
    service: ServiceInMemory, provider: Provider
) -> None:
    trust(service, provider)
    service.creates_users = False
    async with service.client() as client:
        answer = await log_in(client, provider)
        assert await problem(answer) == (403, "external_login_refused")
        assert "248289761001" in (await answer.json())["detail"]
    assert users(service) == []


async def test_a_disabled_user_stays_out(
    service: ServiceInMemory, client: Client, provider: Provider
) -> None:
    await log_in(client, provider)
    await service.change_user(users(service)[0], disabled=True)
    assert await problem(await log_in(client, provider)) == (403, "external_login_refused")


async def test_no_password_opens_an_account_that_has_none(
    client: Client, provider: Provider
) -> None:
    await log_in(client, provider)
    for password in ("", "unusable"):
        login = {"username": "ada", "password": password}
        assert (await client.post("/auth/login", json=login)).status == 401


@pytest.mark.parametrize(
    ("groups", "role"),
    [(["staff", "transcriber-admins"], Role.ADMIN), ("transcriber-admins", Role.ADMIN)]
    + [(groups, Role.USER) for groups in (["staff"], [], None, "x", {"transcriber-admins": 1}, 7)],
)
async def test_a_group_makes_admins_where_the_operator_names_one(
    service: ServiceInMemory, provider: Provider, groups: object, role: Role
) -> None:
    trust(service, provider, admin_group="transcriber-admins")
    provider.person["groups"] = groups
    async with service.client() as client:
        assert (await log_in(client, provider)).status == 303
    assert [user.role for user in users(service)] == [role]


async def test_the_group_decides_again_at_every_login_but_the_last_admin_stays(
    service: ServiceInMemory, provider: Provider
) -> None:
    trust(service, provider, admin_group="admins")
    provider.person["groups"] = ["admins"]
    async with service.client() as client:
        await log_in(client, provider)
        provider.person["groups"] = []
        assert (await log_in(client, provider)).status == 303
        assert users(service)[0].role is Role.ADMIN
        await service.add_user("root", role=Role.ADMIN)
        await log_in(client, provider)
        assert users(service)[0].role is Role.USER


async def test_what_the_token_leaves_out_is_asked_for(
    service: ServiceInMemory, client: Client, provider: Provider
) -> None:
    del provider.person["preferred_username"]
    provider.userinfo = {"sub": "248289761001", "preferred_username": "grace"}
    assert (await log_in(client, provider)).status == 303
    assert [user.username for user in users(service)] == ["grace"]


@pytest.mark.parametrize(
    "told", [{"sub": "another", "preferred_username": "root"}, {"preferred_username": "root"}]
)
async def test_what_is_told_of_somebody_else_is_not_believed(
    service: ServiceInMemory, client: Client, provider: Provider, told: dict[str, str]
) -> None:
    del provider.person["preferred_username"]
    provider.userinfo = told
    assert (await log_in(client, provider)).status == 403
    assert users(service) == []


@pytest.mark.parametrize("name", ["", "a b", None, 7, ["ada"], "x" * 300, "<script>"])
async def test_a_name_that_cannot_be_one_here_is_refused_in_words(
    client: Client, provider: Provider, name: object
) -> None:
    provider.person["preferred_username"] = name
    answer = await log_in(client, provider)
    assert await problem(answer) == (403, "external_login_refused")


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://another.example"},
        {"aud": "another"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": 7},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"exp": "soon"},
        {"iat": None},
        {"iat": int(time.time()) + 3_600},
        {"nbf": int(time.time()) + 3_600},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
)
async def test_a_token_with_a_wrong_claim_is_not_believed(
    service: ServiceInMemory, client: Client, provider: Provider, wrong: dict[str, Any]
) -> None:
    provider.claims = wrong
    answer = await log_in(client, provider)
    assert await problem(answer) == (403, "external_login_refused")
    assert "believed" in (await answer.json())["detail"]
    assert users(service) == []


async def test_a_token_for_several_that_names_us_as_the_asking_party_is(
    client: Client, provider: Provider
) -> None:
    provider.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert (await log_in(client, provider)).status == 303


def signed_with(secret: bytes, kid: str | None, claims: Any) -> str:
    """Write a token with HS256, by hand: joserfc refuses public keys as secrets."""
    parts = ({"alg": "HS256", "kid": kid}, claims)
    said = ".".join(coded(json.dumps(part).encode()) for part in parts)
    return f"{said}.{coded(hmac.digest(secret, said.encode(), 'sha256'))}"


def coded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def forged(provider: Provider, how: str, nonce: str) -> Any:  # noqa: PLR0911  # a way each
    """Write a token that says what the right one says, but with another signature."""
    right = jwt.decode(provider.id_token(nonce), provider.key).claims
    kid = provider.key.kid
    match how:
        case "none":
            unsigned = provider.id_token(nonce).split(".")
            return f"eyJhbGciOiJub25lIn0.{unsigned[1]}."
        case "another key":
            return jwt.encode({"alg": "RS256", "kid": kid}, right, new_key())
        case "unknown key":
            other = new_key()
            return jwt.encode({"alg": "RS256", "kid": other.kid}, right, other)
        case "public key as secret":
            return signed_with(provider.key.as_pem(private=False), kid, right)
        case "cut off":
            return provider.id_token(nonce)[:-10]
        case "huge":
            return "x" * 100_000
        case "nothing":
            return ""
        case _:
            return how


@pytest.mark.parametrize(
    "how",
    [
        "none",
        "another key",
        "unknown key",
        "public key as secret",
        "cut off",
        "huge",
        "nothing",
        "a.b.c",
        "\N{ROCKET}",
    ],
)
async def test_a_forged_token_is_not_believed(
    service: ServiceInMemory, client: Client, provider: Provider, how: str
) -> None:
    query = await sent_away(client)
    address = provider.authorize(query)
    provider.token = forged(provider, how, query["nonce"])
    answer = await back(client, address)
    assert await problem(answer) == (403, "external_login_refused")
    assert users(service) == []


async def test_a_new_key_is_looked_up_but_not_for_every_token(
    service: ServiceInMemory, client: Client, provider: Provider
) -> None:
    await log_in(client, provider)
    provider.key = new_key()
    await service.clock.advance(11)
    assert (await log_in(client, provider)).status == 303
    looked_up = provider.asked.count("/keys")
    provider.published = [provider.key]
    provider.key = new_key()
    for _ in range(3):
        assert (await log_in(client, provider)).status == 403
    assert provider.asked.count("/keys") == looked_up


async def test_keys_of_kinds_that_we_do_not_know_are_left_out(
    service: ServiceInMemory, client: Client, provider: Provider
) -> None:
    known = provider.key.as_dict(private=False)
    strange = [{"kty": "LWE", "kid": "1"}, {"kty": "RSA"}, {"kty": "oct", "k": "AAAA"}, 7]
    body = {"keys": [*strange, known]}
    provider.broken["/keys"] = str(body).replace("'", '"').encode()
    assert (await log_in(client, provider)).status == 303
    assert len(users(service)) == 1


async def test_a_code_is_good_for_one_login(client: Client, provider: Provider) -> None:
    query = await sent_away(client)
    address = provider.authorize(query)
    ticket = dict(client.session.cookie_jar.filter_cookies(client.make_url("/auth/oidc/x")))
    assert (await back(client, address)).status == 303
    assert await problem(await back(client, address)) == (400, "login_expired")
    cookie = SimpleCookie({"oidc_ticket": ticket["oidc_ticket"].value})
    answer = await back(client, address, Cookie=cookie.output(header="").strip())
    assert await problem(answer) == (403, "external_login_refused")


async def test_a_stolen_code_is_of_no_use_in_another_browser(
    client: Client, provider: Provider
) -> None:
    stolen = provider.authorize(await sent_away(client))
    client.session.cookie_jar.clear()
    assert await problem(await back(client, stolen)) == (400, "login_expired")
    await sent_away(client)  # the thief's own ticket, with another state
    assert await problem(await back(client, stolen)) == (400, "login_expired")


async def test_a_login_that_took_too_long_begins_again(
    service: ServiceInMemory, client: Client, provider: Provider
) -> None:
    address = provider.authorize(await sent_away(client))
    await service.clock.advance(601)
    assert await problem(await back(client, address)) == (400, "login_expired")


@pytest.mark.parametrize("ticket", ["", "x", "a.b.c", "x" * 5_000, "eyJhbGciOiJub25lIn0.e30."])
async def test_what_is_no_ticket_of_ours_is_refused(
    client: Client, provider: Provider, ticket: str
) -> None:
    address = provider.authorize(await sent_away(client))
    client.session.cookie_jar.clear()
    answer = await back(client, address, Cookie=f"oidc_ticket={ticket}")
    assert await problem(answer) == (400, "login_expired")


async def test_neither_kind_of_token_passes_for_the_other(
    service: ServiceInMemory, client: Client, provider: Provider, bob: User
) -> None:
    address = provider.authorize(await sent_away(client))
    jar = client.session.cookie_jar.filter_cookies(client.make_url("/auth/oidc/x"))
    ticket = jar["oidc_ticket"].value
    client.session.cookie_jar.clear()
    answer = await client.get("/auth/me", headers={"Authorization": f"Bearer {ticket}"})
    assert answer.status == 401
    token = service.bearer(bob)["Authorization"].removeprefix("Bearer ")
    answer = await back(client, address, Cookie=f"oidc_ticket={token}")
    assert await problem(answer) == (400, "login_expired")


async def test_the_providers_own_words_are_passed_on_as_text(client: Client) -> None:
    address = "/auth/oidc/callback?error=access_denied&error_description=<b>No+%26+never</b>"
    answer = await back(client, address)
    assert await problem(answer) == (403, "external_login_refused")
    page = await back(client, address, Accept="text/html,*/*;q=0.8")
    assert (page.status, page.content_type) == (403, "text/html")
    text = await page.text()
    assert "&lt;b&gt;No &amp; never&lt;/b&gt;" in text
    assert "<b>" not in text
    assert 'href="/"' in text


@pytest.mark.parametrize(
    "query",
    ["", "?code=%00&state=x", "?code=x&code=y", f"?code={'x' * 5_000}", "?state=%ED%A0%80&code=x"],
)
async def test_an_address_that_nobody_was_sent_back_to_is_no_error_of_ours(
    client: Client, query: str
) -> None:
    assert (await back(client, f"/auth/oidc/callback{query}")).status in {400, 403, 422}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
@pytest.mark.parametrize("answer", [500, 404, b"", b"<html>", b"[]", b"7", b'{"keys": 7}', b"\xff"])
async def test_a_provider_that_is_out_of_order_is_said_to_be(
    service: ServiceInMemory, client: Client, provider: Provider, path: str, answer: int | bytes
) -> None:
    provider.broken[path] = answer
    finished = await client.get(LOGIN, allow_redirects=False)
    if finished.status == 303:
        query = dict(parse_qsl(urlsplit(finished.headers["Location"]).query))
        finished = await back(client, provider.authorize(query))
    if (path, answer) == ("/token", b'{"keys": 7}'):  # an answer, but without a token
        assert await problem(finished) == (403, "external_login_refused")
    else:
        assert await problem(finished) == (503, "identity_provider_unavailable")
        assert int(finished.headers["Retry-After"]) > 0
    assert users(service) == []


async def test_a_provider_that_says_it_is_another_is_not_asked(
    client: Client, provider: Provider
) -> None:
    provider.issuer_claimed = "https://another.example"
    answer = await client.get(LOGIN, allow_redirects=False)
    assert await problem(answer) == (503, "identity_provider_unavailable")


async def test_a_provider_that_is_away_is_said_to_be(service: ServiceInMemory) -> None:
    async with Provider().running() as provider:
        trust(service, provider)
    async with service.client() as client:
        answer = await client.get(LOGIN, allow_redirects=False)
        assert await problem(answer) == (503, "identity_provider_unavailable")
        page = await client.get(LOGIN, headers={"Accept": "text/html"}, allow_redirects=False)
        assert "identity provider" in await page.text()


async def test_a_service_that_the_provider_does_not_know_tells_its_operator(
    service: ServiceInMemory, provider: Provider
) -> None:
    trust(service, provider, secret="another")
    async with service.client() as client:
        answer = await log_in(client, provider)
        assert await problem(answer) == (503, "identity_provider_unavailable")


async def test_where_there_is_no_provider_nobody_is_sent_away() -> None:
    async with ServiceInMemory().client() as client:
        assert (await (await client.get("/auth/oidc")).json())["enabled"] is False
        assert await problem(await client.get(LOGIN)) == (404, "no_identity_provider")


async def test_the_page_can_ask_whether_there_is_one(client: Client) -> None:
    assert await (await client.get("/auth/oidc")).json() == {"enabled": True, "name": "Example"}


async def test_an_identity_is_linked_to_one_user(
    service: ServiceInMemory, client: Client, ada: User, bob: User
) -> None:
    root = service.bearer(await service.add_user("root", role=Role.ADMIN))
    link = {"subject": uuid4().hex}
    for _ in range(2):
        answer = await client.put(f"/users/{ada.id}/identity", json=link, headers=root)
        assert answer.status == 204
    answer = await client.put(f"/users/{bob.id}/identity", json=link, headers=root)
    assert await problem(answer) == (409, "identity_taken")
    answer = await client.put(f"/users/{uuid4()}/identity", json=link, headers=root)
    assert await problem(answer) == (404, "user_not_found")
