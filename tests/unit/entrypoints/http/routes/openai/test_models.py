import pytest

from tests.service_in_memory import Client

Bearer = dict[str, str]


async def test_every_model_that_may_be_asked_for_is_listed(client: Client, bearer: Bearer) -> None:
    body = await (await client.get("/v1/models", headers=bearer)).json()
    assert body == {
        "object": "list",
        "data": [model("digits"), model("small")],
    }


async def test_a_model_is_shown_by_its_name(client: Client, bearer: Bearer) -> None:
    answer = await client.get("/v1/models/small", headers=bearer)
    assert await answer.json() == model("small")


@pytest.mark.parametrize(
    "name",
    ["whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "gpt-4o-transcribe-diarize"],
)
async def test_openais_own_names_are_shown_too(client: Client, bearer: Bearer, name: str) -> None:
    answer = await client.get(f"/v1/models/{name}", headers=bearer)
    assert await answer.json() == model(name)


@pytest.mark.parametrize("name", ["huge", "org/huge"])
async def test_an_unknown_model_is_refused_in_openais_dialect(
    client: Client, bearer: Bearer, name: str
) -> None:
    answer = await client.get(f"/v1/models/{name}", headers=bearer)
    assert answer.status == 404
    error = (await answer.json())["error"]
    assert error.keys() == {"message", "type", "param", "code"}
    assert (error["type"], error["code"]) == ("invalid_request_error", "model_not_found")
    assert "digits, small" in error["message"]


async def test_models_are_told_to_nobody_who_is_not_known(client: Client) -> None:
    answer = await client.get("/v1/models")
    assert answer.status == 401
    assert (await answer.json())["error"]["type"] == "authentication_error"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def model(name: str) -> dict[str, object]:
    return {
        "id": name,
        "object": "model",
        "created": 0,
        "owned_by": "whisper-transcriber",
        "loaded": False,
        "on_disk": name != "small",
        "size_bytes": None if name == "small" else 1_000,
        "languages": None if name == "small" else "all",
    }
