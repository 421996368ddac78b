import json
from base64 import urlsafe_b64encode

import pytest

from domain.errors.accounts import TooManyAttemptsError
from domain.user import User
from entrypoints.http.requests.validation import MOST_FAULTS
from tests.service_in_memory import Client, ServiceInMemory

pytestmark = pytest.mark.usefixtures("ada")

CREDENTIALS = {"username": "ada", "password": "correct horse"}


def unsigned_token(user: User) -> str:
    """Write a JWT that asks to be believed without a signature."""
    parts = ({"alg": "none", "typ": "JWT"}, {"sub": str(user.id), "exp": 4_000_000_000})
    coded = (urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    return ".".join((*coded, ""))


@pytest.mark.parametrize("path", ["/auth/login", "/auth/login/"])
async def test_a_login_gives_a_token_and_a_session_cookie(client: Client, path: str) -> None:
    answer = await client.post(path, json=CREDENTIALS, allow_redirects=False)
    assert answer.status == 200
    body = await answer.json()
    assert body.keys() == {"access_token", "token_type", "expires_in"}
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
    cookie = answer.cookies["auth_token"]
    assert cookie.value == body["access_token"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["max-age"]) == ("Lax", "/", "3600")
    assert not cookie["secure"]
    assert answer.headers["Cache-Control"] == "no-store"


async def test_the_token_and_the_cookie_both_authenticate(client: Client) -> None:
    token = (await (await client.post("/auth/login", json=CREDENTIALS)).json())["access_token"]
    assert (await client.get("/jobs/")).status == 200  # the client's jar holds the cookie
    client.session.cookie_jar.clear()
    assert (await client.get("/jobs/")).status == 401
    bearer = {"Authorization": f"bearer {token}"}
    assert (await client.get("/jobs/", headers=bearer)).status == 200


@pytest.mark.parametrize(
    ("policy", "headers", "secure"),
    [
        ({}, {}, False),
        ({"cookie_secure": True}, {}, True),
        ({}, {"X-Forwarded-Proto": "https"}, False),
        ({"trusted_proxies": 1}, {"X-Forwarded-Proto": "https"}, True),
        ({"trusted_proxies": 1, "cookie_secure": False}, {"X-Forwarded-Proto": "https"}, False),
    ],
)
async def test_the_cookie_is_secure_where_https_is_known_of(
    service: ServiceInMemory,
    policy: dict[str, object],
    headers: dict[str, str],
    secure: bool,  # noqa: FBT001  # a column of the table
) -> None:
    async with service.client(**policy) as client:
        answer = await client.post("/auth/login", json=CREDENTIALS, headers=headers)
        assert bool(answer.cookies["auth_token"]["secure"]) is secure


@pytest.mark.parametrize(
    "wrong", [{"username": "ada", "password": "guess"}, {"username": "eve", "password": "guess"}]
)
async def test_a_wrong_login_does_not_tell_what_was_wrong(
    client: Client, wrong: dict[str, str]
) -> None:
    answer = await client.post("/auth/login", json=wrong)
    body = await answer.json()
    assert (answer.status, body["code"]) == (401, "invalid_credentials")
    assert body["detail"] == "The user name or the password is wrong."
    assert "auth_token" not in answer.cookies


async def test_wrong_logins_are_slowed_down(client: Client) -> None:
    for _ in range(3):
        await client.post("/auth/login", json={**CREDENTIALS, "password": "guess"})
    answer = await client.post("/auth/login", json=CREDENTIALS)
    assert answer.status == 429
    assert answer.headers["Retry-After"] == "17"
    assert (await answer.json())["code"] == "too_many_attempts"


@pytest.mark.parametrize(
    ("proxies", "expected"), [(0, "127.0.0.1"), (1, "10.0.0.2"), (2, "10.0.0.1"), (3, "6.6.6.6")]
)
async def test_only_trusted_proxies_are_believed_about_the_address(
    service: ServiceInMemory, proxies: int, expected: str
) -> None:
    async with service.client(trusted_proxies=proxies) as client:
        for name in ("x", "y", "z"):
            await client.post(
                "/auth/login",
                json={"username": name, "password": "guess"},
                headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.1, 10.0.0.2"},
            )
    with pytest.raises(TooManyAttemptsError):
        await service.attempts.ensure_allowed(f"address:{expected}")


@pytest.mark.parametrize(
    ("addresses", "counted"),
    [
        (("2001:db8:1:2::1", "2001:db8:1:2:9::", "2001:0DB8:1:2::3"), "2001:db8:1:2::/64"),
        (("10.0.0.9", "::ffff:10.0.0.9", "::ffff:a00:9"), "10.0.0.9"),
        (("fe80::1%eth0", "fe80::2%eth1", "fe80::3"), "fe80::/64"),
        (("unknown", "unknown", "unknown"), "unknown"),
    ],
)
async def test_who_has_many_addresses_guesses_no_more_often(
    service: ServiceInMemory, addresses: tuple[str, ...], counted: str
) -> None:
    async with service.client(trusted_proxies=1) as client:
        for address in addresses:
            await client.post(
                "/auth/login",
                json={"username": f"guessed from {address}", "password": "guess"},
                headers={"X-Forwarded-For": address},
            )
    with pytest.raises(TooManyAttemptsError):
        await service.attempts.ensure_allowed(f"address:{counted}")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("{}", {"username", "password"}),
        ('{"username": 3, "password": null}', {"username", "password"}),
        ('{"username": "", "password": "x"}', {"username"}),
        ('{"username": "a\\u0000", "password": "x"}', {"username"}),
        ('{"username": "\\ud800", "password": "x"}', {"username"}),
        ('{"username": "ada", "password": "x", "remember": true}', {"remember"}),
        ('{"username": "ada", "username": "bob", "password": "x"}', {"username"}),
        (json.dumps({"username": "a" * 256, "password": "x" * 1025}), {"username", "password"}),
    ],
)
async def test_a_login_that_lacks_sense_names_its_fields(
    client: Client, body: str, fields: set[str]
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await client.post("/auth/login", data=body, headers=headers)
    problem = await answer.json()
    assert answer.status == 422
    assert {error["field"] for error in problem["errors"]} == fields


@pytest.mark.parametrize("times", [1, 2])
async def test_of_thousands_of_wrong_fields_only_some_are_told(client: Client, times: int) -> None:
    headers = {"Content-Type": "application/json"}
    sent = ",".join(f'"{number:x}":1' for number in range(3_000) for _ in range(times))
    answer = await client.post("/auth/login", data=f"{{{sent}}}", headers=headers)
    assert (answer.status, len((await answer.json())["errors"])) == (422, MOST_FAULTS)


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '"ada"', "\udcff", "[" * 30_000, '{"username": NaN']
)
async def test_what_is_no_json_object_is_malformed(client: Client, body: str) -> None:
    data = body.encode(errors="surrogateescape")
    headers = {"Content-Type": "application/json"}
    answer = await client.post("/auth/login", data=data, headers=headers)
    assert (answer.status, (await answer.json())["code"]) == (400, "malformed_body")


async def test_a_form_is_not_json(client: Client) -> None:
    answer = await client.post("/auth/login", data=CREDENTIALS)
    assert (answer.status, (await answer.json())["code"]) == (415, "unsupported_media_type")


async def test_a_json_body_has_a_limit(client: Client) -> None:
    answer = await client.post("/auth/login", json={"username": "a" * 100_000, "password": "x"})
    assert (answer.status, (await answer.json())["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer a.b.c", "Basic YWRhOng=", "Bearer \udcff", "token"]
)
async def test_what_is_no_token_does_not_authenticate(client: Client, header: str) -> None:
    answer = await client.get("/jobs/", headers={"Authorization": header})
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_token_without_signature_does_not_authenticate(client: Client, ada: User) -> None:
    header = {"Authorization": f"Bearer {unsigned_token(ada)}"}
    answer = await client.get("/jobs/", headers=header)
    assert (answer.status, (await answer.json())["code"]) == (401, "invalid_token")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


async def test_an_expired_token_does_not_authenticate(
    service: ServiceInMemory, client: Client, bearer: dict[str, str]
) -> None:
    await service.clock.advance(3606)  # some seconds of difference between clocks are forgiven
    assert (await client.get("/jobs/", headers=bearer)).status == 401


@pytest.mark.parametrize("path", ["/auth/logout", "/auth/logout/"])
async def test_after_logout_the_token_is_void_and_the_cookie_gone(
    client: Client, bearer: dict[str, str], path: str
) -> None:
    answer = await client.post(path, headers=bearer)
    assert answer.status == 204
    assert answer.cookies["auth_token"]["max-age"] == "0"
    assert (await client.get("/jobs/", headers=bearer)).status == 401
    assert (await client.post(path, headers=bearer)).status == 401


async def test_a_new_password_ends_older_tokens_and_gives_a_fresh_one(
    client: Client, bearer: dict[str, str]
) -> None:
    change = {"current_password": "correct horse", "new_password": "battery staple"}
    answer = await client.post("/auth/password", json=change, headers=bearer)
    assert answer.status == 200
    client.session.cookie_jar.clear()
    assert (await client.get("/jobs/", headers=bearer)).status == 401
    fresh = {"Authorization": f"Bearer {(await answer.json())['access_token']}"}
    assert (await client.get("/jobs/", headers=fresh)).status == 200
    assert (await client.post("/auth/login", json=CREDENTIALS)).status == 401


@pytest.mark.parametrize(("revoke", "then"), [({}, 200), ({"revoke_keys": True}, 401)])
async def test_a_new_password_ends_api_keys_only_if_that_is_asked(
    client: Client, bearer: dict[str, str], revoke: dict[str, bool], then: int
) -> None:
    asked = {"name": "laptop", "scopes": ["read"]}
    made = await client.post("/auth/api-keys", json=asked, headers=bearer)
    key = {"Authorization": f"Bearer {(await made.json())['key']}"}
    change = {"current_password": "correct horse", "new_password": "battery staple", **revoke}
    assert (await client.post("/auth/password", json=change, headers=bearer)).status == 200
    client.session.cookie_jar.clear()
    assert (await client.get("/jobs/", headers=key)).status == then


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [("guess", "battery staple", "current_password"), ("correct horse", "short", "new_password")],
)
async def test_a_password_that_does_not_do_is_named(
    client: Client, bearer: dict[str, str], current: str, new: str, field: str
) -> None:
    change = {"current_password": current, "new_password": new}
    answer = await client.post("/auth/password", json=change, headers=bearer)
    assert answer.status == 422
    assert [error["field"] for error in (await answer.json())["errors"]] == [field]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 204),
        ({"Sec-Fetch-Site": "none"}, 204),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://proxied.example"}, 204),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[::"}, 403),
        ({}, 204),
    ],
)
async def test_a_page_of_another_site_cannot_use_the_session(
    client: Client, headers: dict[str, str], status: int
) -> None:
    await client.post("/auth/login", json=CREDENTIALS)
    answer = await client.post("/auth/logout", headers=headers)
    assert answer.status == status


async def test_a_page_of_the_service_itself_can_use_the_session(client: Client) -> None:
    await client.post("/auth/login", json=CREDENTIALS)
    headers = {"Origin": f"http://{client.host}:{client.port}"}
    assert (await client.post("/auth/logout", headers=headers)).status == 204


@pytest.mark.parametrize(
    ("policy", "proto", "scheme", "status"),
    [
        ({"trusted_proxies": 1}, "https", "https", 204),
        ({"trusted_proxies": 1}, "https", "http", 403),
        ({"cookie_secure": True}, "http", "https", 204),
        ({"cookie_secure": True}, "http", "http", 403),
        ({"trusted_proxies": 1}, "http", "http", 204),
        ({}, "https", "https", 204),  # a proxy that was not declared
        ({}, "http", "ftp", 403),
    ],
)
async def test_a_page_that_came_by_http_cannot_use_a_session_by_https(
    service: ServiceInMemory, policy: dict[str, object], proto: str, scheme: str, status: int
) -> None:
    await service.add_user("ada", password=CREDENTIALS["password"])
    async with service.client(**policy) as client:
        login = await client.post("/auth/login", json=CREDENTIALS)
        headers = {
            "Cookie": f"auth_token={login.cookies['auth_token'].value}",
            "X-Forwarded-Proto": proto,
            "Origin": f"{scheme}://{client.host}:{client.port}",
        }
        assert (await client.post("/auth/logout", headers=headers)).status == status


async def test_a_bearer_token_may_come_from_anywhere(
    client: Client, bearer: dict[str, str]
) -> None:
    headers = {**bearer, "Sec-Fetch-Site": "cross-site"}
    assert (await client.post("/auth/logout", headers=headers)).status == 204
