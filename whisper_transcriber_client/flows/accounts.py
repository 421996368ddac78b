"""Log in and out, and make API keys."""

from collections.abc import Sequence
from urllib.parse import quote

from whisper_transcriber_client.flows.steps import (
    Flow,
    Send,
    answered,
    answered_once,
    ask,
    with_json,
)
from whisper_transcriber_client.results import ApiKey, Login

_KEYS = "/auth/api-keys"


def login(username: str, password: str) -> Flow[Login]:
    """Exchange name and password for a token."""
    send = with_json("POST", "/auth/login", {"username": username, "password": password})
    body = yield from answered_once(send, "access_token")
    return Login(body["access_token"], body["expires_in"])


def logout() -> Flow[None]:
    """End the token."""
    yield from ask(Send("POST", "/auth/logout"))


def models() -> Flow[tuple[str, ...]]:
    """List the names of the models."""
    body = yield from answered(Send("GET", "/v1/models"), "data")
    return tuple(each["id"] for each in body["data"])


def api_keys() -> Flow[tuple[ApiKey, ...]]:
    """List the API keys of the user, newest first, without their secrets."""
    body = yield from answered(Send("GET", _KEYS), "api_keys")
    return tuple(map(ApiKey.of, body["api_keys"]))


def make_api_key(
    name: str, scopes: Sequence[str], *, expires_in_days: int | None = None
) -> Flow[ApiKey]:
    """Make an API key; only this answer has its secret."""
    body = {"name": name, "scopes": list(scopes), "expires_in_days": expires_in_days}
    return ApiKey.of((yield from answered_once(with_json("POST", _KEYS, body), "key")))


def revoke_api_key(key_id: str) -> Flow[None]:
    """Revoke an API key."""
    yield from ask(Send("DELETE", f"{_KEYS}/{quote(key_id, safe='')}"))
