import pytest
from aiohttp import web

from tests.service_in_memory import Client

Bearer = dict[str, str]
READERS = {
    ("POST", "/auth/login"): "application/json",
    ("POST", "/jobs/"): "multipart/form-data",
    ("POST", "/v1/audio/transcriptions"): "multipart/form-data",
    ("PATCH", "/uploads/0b8c6a34-3a53-4fd5-a3b1-3cc7a4b6c8b3"): "application/offset+octet-stream",
}


@pytest.fixture(autouse=True)
def slow_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody ask aiohttp, whose time grows with the square of the header's length."""

    def asked(_: web.BaseRequest) -> str:
        raise AssertionError("took a second of everybody's time")

    monkeypatch.setattr(web.BaseRequest, "content_type", property(asked))


@pytest.mark.parametrize(("method", "path"), READERS)
@pytest.mark.parametrize("spelling", ["{}", "{};a=b;a=b", "{} ; charset=utf-8", ";"])
async def test_the_kind_of_a_body_is_read_without_its_parameters(
    client: Client, bearer: Bearer, method: str, path: str, spelling: str
) -> None:
    kind = READERS[method, path]
    headers = {**bearer, "Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    headers["Content-Type"] = spelling.format(kind.upper())
    answer = await client.request(method, path, data=b"", headers=headers)
    problem = await answer.text()
    assert answer.status < 500
    assert ("unsupported_media_type" in problem) == (spelling == ";")
