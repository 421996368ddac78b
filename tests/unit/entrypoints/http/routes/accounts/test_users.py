from typing import Any
from uuid import UUID

import pytest

from domain.user import Role, User
from tests.service_in_memory import Client, ServiceInMemory

EVE = {"username": "eve", "password": "correct horse", "role": "user"}


@pytest.fixture
async def root(service: ServiceInMemory) -> User:
    return await service.add_user("root", role=Role.ADMIN)


@pytest.fixture
def admin(service: ServiceInMemory, root: User) -> dict[str, str]:
    """What the admin's requests carry."""
    return service.bearer(root)


async def test_an_admin_makes_a_user_who_can_log_in(client: Client, admin: dict[str, str]) -> None:
    answer = await client.post("/users", json=EVE, headers=admin)
    assert answer.status == 200
    made = await answer.json()
    assert made == {
        "id": made["id"],
        "username": "eve",
        "role": "user",
        "disabled": False,
        "created_at": "2026-03-01T09:30:00.250000Z",
    }
    login = {"username": "eve", "password": "correct horse"}
    assert (await client.post("/auth/login", json=login)).status == 200


@pytest.mark.usefixtures("ada", "bob")
async def test_users_are_listed_in_pages_without_their_hashes(
    client: Client, admin: dict[str, str]
) -> None:
    answer = await client.get("/users/?skip=1&limit=1&q=", headers=admin)
    text = await answer.text()
    page = await answer.json()
    assert (page["total"], page["skip"], page["limit"], len(page["users"])) == (3, 1, 1, 1)
    assert "argon2" not in text
    found = await (await client.get("/users?q=AD", headers=admin)).json()
    assert [user["username"] for user in found["users"]] == ["ada"]


async def test_disabling_a_user_shuts_them_out_at_once(
    client: Client, admin: dict[str, str], ada: User, bearer: dict[str, str]
) -> None:
    answer = await client.patch(f"/users/{ada.id}", json={"disabled": True}, headers=admin)
    assert (answer.status, (await answer.json())["disabled"]) == (200, True)
    assert (await client.get("/jobs/", headers=bearer)).status == 401
    login = {"username": "ada", "password": "correct horse"}
    assert (await client.post("/auth/login", json=login)).status == 401
    await client.patch(f"/users/{ada.id}", json={"disabled": False}, headers=admin)
    assert (await client.post("/auth/login", json=login)).status == 200


async def test_a_role_is_changed(client: Client, admin: dict[str, str], ada: User) -> None:
    answer = await client.patch(f"/users/{ada.id}", json={"role": "admin"}, headers=admin)
    assert (await answer.json())["role"] == "admin"
    answer = await client.patch(f"/users/{ada.id}", json={}, headers=admin)
    assert (await answer.json())["role"] == "admin"


async def test_the_last_admin_stays(client: Client, admin: dict[str, str], root: User) -> None:
    for change in ({"role": "user"}, {"disabled": True}):
        answer = await client.patch(f"/users/{root.id}", json=change, headers=admin)
        assert (answer.status, (await answer.json())["code"]) == (409, "last_admin")


async def test_a_password_is_reset(
    client: Client, admin: dict[str, str], ada: User, bearer: dict[str, str]
) -> None:
    path = f"/users/{ada.id}/password"
    answer = await client.post(path, json={"password": "battery staple"}, headers=admin)
    assert answer.status == 204
    assert (await client.get("/jobs/", headers=bearer)).status == 401
    login = {"username": "ada", "password": "battery staple"}
    assert (await client.post("/auth/login", json=login)).status == 200


@pytest.mark.parametrize(("revoke", "then"), [({}, 200), ({"revoke_keys": True}, 401)])
async def test_a_reset_ends_api_keys_only_if_that_is_asked(
    client: Client,
    admin: dict[str, str],
    ada: User,
    bearer: dict[str, str],
    revoke: dict[str, bool],
    then: int,
) -> None:
    asked = {"name": "laptop", "scopes": ["read"]}
    made = await client.post("/auth/api-keys", json=asked, headers=bearer)
    key = {"Authorization": f"Bearer {(await made.json())['key']}"}
    reset = {"password": "battery staple", **revoke}
    answer = await client.post(f"/users/{ada.id}/password", json=reset, headers=admin)
    assert answer.status == 204
    assert (await client.get("/jobs/", headers=key)).status == then


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"username": "a b"}, {"username"}),
        ({"password": "short"}, {"password"}),
        ({"role": "god"}, {"role"}),
        ({"username": "", "password": 7, "disabled": True}, {"username", "password", "disabled"}),
        ({"username": "a\0"}, {"username"}),
    ],
)
async def test_a_user_who_does_not_do_is_not_made(
    client: Client, admin: dict[str, str], change: dict[str, Any], wrong: set[str]
) -> None:
    answer = await client.post("/users", json={**EVE, **change}, headers=admin)
    assert answer.status == 422
    assert {error["field"] for error in (await answer.json())["errors"]} == wrong


@pytest.mark.usefixtures("ada")
async def test_a_name_is_given_once(client: Client, admin: dict[str, str]) -> None:
    answer = await client.post("/users", json={**EVE, "username": "ada"}, headers=admin)
    assert (answer.status, (await answer.json())["code"]) == (409, "username_taken")


@pytest.mark.parametrize("user_id", [str(UUID(int=7)), "1", "%00"])
async def test_a_user_who_is_not_there_is_not_found(
    client: Client, admin: dict[str, str], user_id: str
) -> None:
    answer = await client.patch(f"/users/{user_id}", json={"disabled": True}, headers=admin)
    assert answer.status == 404
    reset = {"password": "battery staple"}
    answer = await client.post(f"/users/{user_id}/password", json=reset, headers=admin)
    assert answer.status == 404


async def test_an_ordinary_user_is_not_told_what_is_wrong_with_a_request_for_admins(
    client: Client, bearer: dict[str, str], ada: User
) -> None:
    for method, path in (
        ("GET", "/users?limit=no"),
        ("POST", "/users"),
        ("PATCH", f"/users/{ada.id}"),
        ("POST", f"/users/{ada.id}/password"),
    ):
        answer = await client.request(method, path, data=b"{", headers=bearer)
        assert (answer.status, (await answer.json())["code"]) == (403, "forbidden")
