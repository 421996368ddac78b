from typing import Any

import pytest

from domain.api_key import Scope
from domain.user import Role, User
from tests.service_in_memory import Client, ServiceInMemory, a_form

PATH = "/auth/api-keys"
BOTH = ["transcribe", "read"]


async def made(client: Client, bearer: dict[str, str], **fields: Any) -> dict[str, Any]:
    body = {"name": "laptop", "scopes": BOTH, **fields}
    answer = await client.post(PATH, json=body, headers=bearer)
    assert answer.status == 200, await answer.text()
    key: dict[str, Any] = await answer.json()
    return key


def shown(key: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {key['key']}"}


@pytest.mark.parametrize("path", [PATH, f"{PATH}/"])
async def test_a_key_is_shown_once(client: Client, bearer: dict[str, str], path: str) -> None:
    body = {"name": " laptop ", "scopes": BOTH, "expires_in_days": 30}
    answer = await client.post(path, json=body, headers=bearer)
    key = await answer.json()
    assert key.pop("key").startswith(key["prefix"])
    assert key == {
        "id": key["id"],
        "name": "laptop",
        "prefix": key["prefix"],
        "scopes": ["read", "transcribe"],
        "created_at": "2026-03-01T09:30:00.250000Z",
        "expires_at": "2026-03-31T09:30:00.250000Z",
        "last_used_at": None,
        "revoked_at": None,
    }
    assert answer.headers["Cache-Control"] == "no-store"
    listed = await client.get(path, headers=bearer)
    assert await listed.json() == {"api_keys": [key]}


async def test_a_key_opens_the_api_in_place_of_a_token(
    client: Client, bearer: dict[str, str]
) -> None:
    key = await made(client, bearer)
    for scheme in ("Bearer", "bearer"):
        headers = {"Authorization": f"{scheme} {key['key']}"}
        assert (await client.get("/jobs/", headers=headers)).status == 200
    answer = await client.post("/jobs/", data=a_form(), headers=shown(key))
    assert answer.status == 200
    job = (await answer.json())["job_id"]
    assert (await client.get(f"/jobs/{job}", headers=bearer)).status == 200


async def test_a_key_opens_openais_routes(client: Client, bearer: dict[str, str]) -> None:
    key = await made(client, bearer, scopes=["transcribe"])
    form = a_form(model="whisper-1")
    answer = await client.post("/v1/audio/transcriptions", data=form, headers=shown(key))
    assert answer.status == 200
    assert (await client.get("/v1/models", headers=shown(key))).status == 200


async def test_a_key_that_may_not_do_it_is_told_which_scope_it_lacks(
    client: Client, bearer: dict[str, str]
) -> None:
    key = await made(client, bearer, scopes=["read"])
    answer = await client.post("/jobs/", data=a_form(), headers=shown(key))
    problem = await answer.json()
    assert (answer.status, problem["code"]) == (403, "missing_scope")
    assert "'transcribe'" in problem["detail"]
    assert answer.headers["WWW-Authenticate"] == (
        'Bearer error="insufficient_scope", scope="transcribe"'
    )


async def test_openais_clients_are_told_so_in_their_dialect(
    client: Client, bearer: dict[str, str]
) -> None:
    key = await made(client, bearer, scopes=["read"])
    answer = await client.post("/v1/audio/transcriptions", data=a_form(), headers=shown(key))
    assert answer.status == 403
    error = (await answer.json())["error"]
    assert error["code"] == "missing_scope"
    assert "'transcribe'" in error["message"]
    answer = await client.post(
        "/v1/audio/transcriptions", data=a_form(), headers={"Authorization": "Bearer wt_wrong"}
    )
    assert answer.status == 401
    assert (await answer.json())["error"]["code"] == "invalid_api_key"


async def test_a_revoked_key_is_refused_at_once_and_listed_as_revoked(
    client: Client, bearer: dict[str, str]
) -> None:
    key = await made(client, bearer)
    for _ in range(2):
        answer = await client.delete(f"{PATH}/{key['id']}", headers=bearer)
        assert answer.status == 204
    answer = await client.get("/jobs/", headers=shown(key))
    assert (answer.status, (await answer.json())["code"]) == (401, "invalid_api_key")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    listed = (await (await client.get(PATH, headers=bearer)).json())["api_keys"]
    assert listed[0]["revoked_at"] == "2026-03-01T09:30:00.250000Z"


async def test_an_expired_key_is_refused(
    service: ServiceInMemory, client: Client, bearer: dict[str, str]
) -> None:
    key = await made(client, bearer, expires_in_days=1)
    await service.clock.advance(86_400)
    answer = await client.get("/jobs/", headers=shown(key))
    assert answer.status == 401
    assert "expired" in (await answer.json())["detail"]


async def test_the_last_use_is_shown(client: Client, bearer: dict[str, str]) -> None:
    key = await made(client, bearer)
    await client.get("/jobs/", headers=shown(key))
    listed = (await (await client.get(PATH, headers=bearer)).json())["api_keys"]
    assert listed[0]["last_used_at"] == "2026-03-01T09:30:00.250000Z"


@pytest.mark.parametrize("scopes", [["admin"], BOTH])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", PATH),
        ("GET", PATH),
        ("DELETE", f"{PATH}/00000000-0000-4000-8000-000000000000"),
        ("POST", "/auth/password"),
        ("POST", "/auth/logout"),
    ],
)
async def test_a_key_cannot_make_itself_a_successor(
    service: ServiceInMemory, client: Client, method: str, path: str, scopes: list[str]
) -> None:
    root = await service.add_user("root", role=Role.ADMIN)
    key = await made(client, service.bearer(root), scopes=scopes)
    answer = await client.request(method, path, json={}, headers=shown(key))
    assert (answer.status, (await answer.json())["code"]) == (403, "login_required")


async def test_the_key_of_somebody_else_is_not_there(
    service: ServiceInMemory, client: Client, bearer: dict[str, str], bob: User
) -> None:
    key = await made(client, bearer)
    theirs = service.bearer(bob)
    assert await (await client.get(PATH, headers=theirs)).json() == {"api_keys": []}
    answer = await client.delete(f"{PATH}/{key['id']}", headers=theirs)
    assert (answer.status, (await answer.json())["code"]) == (404, "api_key_not_found")
    assert (await client.get("/jobs/", headers=shown(key))).status == 200


@pytest.mark.parametrize("key_id", ["1", "x" * 300, "%00", "..%2F..", "%F0%9F%9A%80"])
async def test_what_is_no_keys_id_is_not_found(
    client: Client, bearer: dict[str, str], key_id: str
) -> None:
    assert (await client.delete(f"{PATH}/{key_id}", headers=bearer)).status == 404


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"name", "scopes"}),
        ({"name": " ", "scopes": []}, {"name", "scopes"}),
        ({"name": "x" * 101, "scopes": "read"}, {"name", "scopes"}),
        ({"name": "a\0b", "scopes": BOTH}, {"name"}),
        ({"name": "a\u202eb", "scopes": BOTH}, {"name"}),
        ({"name": "a\x1b[2Jb", "scopes": BOTH}, {"name"}),
        ({"name": 7, "scopes": [7]}, {"name", "scopes.0"}),
        ({"name": "x", "scopes": ["write"]}, {"scopes.0"}),
        ({"name": "x", "scopes": BOTH, "expires_in_days": 0}, {"expires_in_days"}),
        ({"name": "x", "scopes": BOTH, "expires_in_days": 1e9}, {"expires_in_days"}),
        ({"name": "x", "scopes": BOTH, "expires_in_days": "soon"}, {"expires_in_days"}),
        ({"name": "x", "scopes": BOTH, "owner": "bob"}, {"owner"}),
    ],
)
async def test_a_key_that_lacks_sense_names_its_fields(
    client: Client, bearer: dict[str, str], fields: dict[str, Any], wrong: set[str]
) -> None:
    answer = await client.post(PATH, json=fields, headers=bearer)
    assert answer.status == 422
    assert {error["field"] for error in (await answer.json())["errors"]} == wrong


async def test_a_user_cannot_make_a_key_for_admins(client: Client, bearer: dict[str, str]) -> None:
    answer = await client.post(PATH, json={"name": "x", "scopes": ["admin"]}, headers=bearer)
    assert (answer.status, (await answer.json())["code"]) == (403, "forbidden")


async def test_an_admins_key_loses_its_power_with_the_role(
    service: ServiceInMemory, client: Client
) -> None:
    root = await service.add_user("root", role=Role.ADMIN)
    key = await made(client, service.bearer(root), scopes=["admin"])
    assert (await client.get("/admin/dead-letters", headers=shown(key))).status == 200
    await service.change_user(root, role=Role.USER)
    assert (await client.get("/admin/dead-letters", headers=shown(key))).status == 403


@pytest.mark.parametrize(
    ("role", "scopes"),
    [(Role.USER, ["read", "transcribe"]), (Role.ADMIN, ["admin", "read", "transcribe"])],
)
async def test_a_caller_is_told_who_they_are(
    service: ServiceInMemory, client: Client, role: Role, scopes: list[str]
) -> None:
    eve = await service.add_user("eve", role=role)
    me = await (await client.get("/auth/me", headers=service.bearer(eve))).json()
    assert me == {
        "id": str(eve.id),
        "username": "eve",
        "role": role,
        "scopes": scopes,
        "auth": "token",
    }
    key = await made(client, service.bearer(eve), scopes=[Scope.READ])
    me = await (await client.get("/auth/me", headers=shown(key))).json()
    assert (me["auth"], me["scopes"]) == ("api_key", ["read"])
    await client.post("/auth/login", json={"username": "eve", "password": "correct horse"})
    assert (await (await client.get("/auth/me")).json())["auth"] == "session"
