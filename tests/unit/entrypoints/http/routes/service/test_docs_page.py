import re

import pytest

from entrypoints.http.routes.service.documentation import DOCS
from tests.service_in_memory import Client
from tools.vendor.libraries import LIBRARIES, Library


@pytest.mark.parametrize("path", ["/docs", "/docs/"])
async def test_the_page_runs_no_script_but_those_of_its_own_host(client: Client, path: str) -> None:
    answer = await client.get(path)
    page = await answer.text()
    assert (answer.status, answer.content_type) == (200, "text/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"<script(?! src=)", page) == []


async def test_everything_the_page_names_is_there(client: Client) -> None:
    page = await (await client.get("/docs")).text()
    named = re.findall(r'(?:src|href)="(/[^"]+)"', page)
    assert len(named) == 4
    for path in named:
        answer = await client.get(path)
        assert answer.status == 200
        assert await answer.read()


@pytest.mark.parametrize(
    "path",
    ["/docs/swagger-ui/LICENSE", "/docs/..%2Fopenapi.json", "/docs/swagger-ui/..%2Findex.html"],
)
async def test_no_other_file_is_sent(client: Client, path: str) -> None:
    assert (await client.get(path)).status == 404


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.name)
def test_what_others_wrote_lies_in_the_tree_as_listed(library: Library) -> None:
    kept = {path.name for path in library.folder.iterdir()}
    assert kept == {*library.files.values(), "VERSION"}
    assert (library.folder / "VERSION").read_text() == f"{library.version}\n"


def test_the_script_of_others_asks_no_other_host_for_a_verdict() -> None:
    assert "validatorUrl: null" in (DOCS / "start.js").read_text()
