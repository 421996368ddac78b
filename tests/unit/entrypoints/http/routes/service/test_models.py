"""Admins see, download, choose and remove models over HTTP."""

from typing import Any

import pytest

from domain.user import Role
from tests.service_in_memory import Client, ServiceInMemory

Bearer = dict[str, str]


@pytest.fixture
async def admin(service: ServiceInMemory) -> Bearer:
    return service.bearer(await service.add_user("root", role=Role.ADMIN))


async def shown(client: Client, admin: Bearer) -> dict[str, dict[str, Any]]:
    body = await (await client.get("/admin/models", headers=admin)).json()
    return {model["name"]: model for model in body["models"]}


async def downloaded(client: Client, admin: Bearer, name: str) -> dict[str, Any]:
    """Wait until a download has ended."""
    while (model := (await shown(client, admin))[name])["download"]:
        assert model["download"]["error"] is None
    return model


async def test_models_are_listed_with_all_that_is_known(client: Client, admin: Bearer) -> None:
    models = await shown(client, admin)
    assert models["digits"]["is_default"]
    assert (models["digits"]["served"], models["digits"]["origin"]) == (True, "downloaded")
    tiny = models["tiny"]
    assert (tiny["served"], tiny["origin"], tiny["download"]) == (False, None, None)
    assert (tiny["size_bytes"], tiny["memory_bytes"], tiny["licence"]) == (1000, 2000, "MIT")
    assert "/models/" not in str(models)


async def test_a_model_is_downloaded_chosen_and_removed(client: Client, admin: Bearer) -> None:
    answer = await client.post("/admin/models", json={"name": "tiny"}, headers=admin)
    assert answer.status == 200
    tiny = await downloaded(client, admin, "tiny")
    assert (tiny["served"], tiny["origin"], tiny["is_default"]) == (True, "downloaded", False)
    answer = await client.put("/admin/models/default", json={"name": "tiny"}, headers=admin)
    assert (await answer.json())["is_default"]
    listed = await (await client.get("/v1/models", headers=admin)).json()
    assert listed["data"][0]["id"] == "tiny"
    assert (await client.delete("/admin/models/tiny", headers=admin)).status == 204
    tiny = (await shown(client, admin))["tiny"]
    assert (tiny["served"], tiny["origin"], tiny["is_default"]) == (False, None, False)


async def test_a_download_that_fails_says_why(
    client: Client, admin: Bearer, service: ServiceInMemory
) -> None:
    service.model_store.cut_off = True
    await client.post("/admin/models", json={"name": "tiny"}, headers=admin)
    while not (failed := (await shown(client, admin))["tiny"]["download"])["error"]:
        pass
    assert failed["error"] == "The model 'tiny' cannot be downloaded now."


async def test_a_download_is_called_off_even_if_nothing_has_arrived(
    client: Client, admin: Bearer, service: ServiceInMemory
) -> None:
    service.model_store.go_on.clear()
    await client.post("/admin/models", json={"name": "tiny"}, headers=admin)
    while (await shown(client, admin))["tiny"]["download"]["progress"] != 0.26:
        pass
    assert (await client.delete("/admin/models/tiny", headers=admin)).status == 204
    tiny = (await shown(client, admin))["tiny"]
    assert (tiny["served"], tiny["origin"], tiny["download"]) == (False, None, None)


@pytest.mark.parametrize(
    ("method", "path", "name", "status", "code"),
    [
        ("POST", "/admin/models", "tinny", 404, "model_unavailable"),
        ("PUT", "/admin/models/default", "tinny", 404, "model_unavailable"),
        ("DELETE", "/admin/models/tiny", None, 404, "model_not_stored"),
    ],
)
async def test_what_cannot_be_done_is_refused_in_words(
    client: Client, admin: Bearer, method: str, path: str, name: str | None, status: int, code: str
) -> None:
    body = {} if name is None else {"json": {"name": name}}
    answer = await client.request(method, path, headers=admin, **body)  # type: ignore[arg-type]
    assert (answer.status, (await answer.json())["code"]) == (status, code)


async def test_only_a_model_that_is_known_becomes_the_default(
    client: Client, admin: Bearer
) -> None:
    body = {"name": "no-such-model"}
    answer = await client.put("/admin/models/default", json=body, headers=admin)
    assert answer.status == 404
    assert (await shown(client, admin))["digits"]["is_default"]
