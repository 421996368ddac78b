import gzip
import re
from pathlib import Path

import pytest

from domain.languages import LANGUAGES
from entrypoints.http.answers.assets import Assets
from entrypoints.http.routes.service.page import WEB, page_assets
from tests.service_in_memory import Client
from tools.vendor.libraries import LIBRARIES, Library

ADDRESS = re.compile(r'(?:src|href)="(/static/[^"]+)"')
IMPORT = re.compile(r'(?:from|import)\s*\(?"(\.{1,2}/[^"]+)"')


async def test_the_page_is_for_everybody_and_names_files_by_their_content(client: Client) -> None:
    answer = await client.get("/")
    text = await answer.text()
    assert (answer.status, answer.content_type) == (200, "text/html")
    addresses = ADDRESS.findall(text)
    assert len(addresses) > 5
    for address in addresses:
        found = await client.get(address)
        assert found.status == 200
        assert found.headers["Cache-Control"] == "public, max-age=31536000, immutable"


async def test_the_page_may_load_nothing_from_elsewhere_and_run_nothing_inline(
    client: Client,
) -> None:
    answer = await client.get("/")
    policy = dict(
        rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "http" not in answer.headers["Content-Security-Policy"]


async def test_only_the_page_itself_may_record(client: Client) -> None:
    page = (await client.get("/")).headers["Permissions-Policy"]
    assert {"microphone=(self)", "display-capture=(self)", "camera=()"} <= set(page.split(", "))
    for path in ("/docs", "/openapi.json", "/health"):
        other = (await client.get(path)).headers["Permissions-Policy"]
        assert {"microphone=()", "display-capture=()"} <= set(other.split(", "))


def test_nothing_in_the_page_is_inline() -> None:
    text = (WEB / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", text)


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        (".js", "text/javascript; charset=utf-8"),
        (".css", "text/css; charset=utf-8"),
        (".svg", "image/svg+xml"),
    ],
)
async def test_every_file_has_its_media_type(client: Client, suffix: str, media_type: str) -> None:
    name = next(name for name in page_assets().files if name.endswith(suffix))
    answer = await client.get(f"/static/{page_assets().version}/{name}")
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_page_from_before_an_update_gets_the_files_of_now_and_keeps_none(
    client: Client,
) -> None:
    answer = await client.get("/static/0123456789abcdef/js/main.js")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "..%2fassets.py",
        "js/..%2f..%2fassets.py",
        "..%2f..%2f..%2f..%2fetc/passwd",
        "%2fetc%2fpasswd",
        "js",
        "vendor/wavesurfer.js/VERSION",
        "js/main.js%00.css",
    ],
)
async def test_nothing_but_the_pages_own_files_is_served(client: Client, path: str) -> None:
    answer = await client.get(f"/static/{page_assets().version}/{path}")
    assert answer.status == 404


@pytest.mark.parametrize("path", ["/", f"/static/{page_assets().version}/js/main.js"])
async def test_who_has_a_file_already_is_not_sent_it_again(client: Client, path: str) -> None:
    first = await client.get(path)
    again = await client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    changed = await client.get(path, headers={"If-None-Match": '"of another version"'})
    assert changed.status == 200


async def test_files_are_sent_packed_to_those_who_can_unpack(client: Client) -> None:
    path = f"/static/{page_assets().version}/js/main.js"
    plain = await client.get(path, headers={"Accept-Encoding": "identity"})
    packed = await client.get(path, headers={"Accept-Encoding": "gzip"}, auto_decompress=False)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(await packed.read()) == await plain.read()
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == "Accept-Encoding"


async def test_head_tells_the_same_without_the_file(client: Client) -> None:
    path = f"/static/{page_assets().version}/js/main.js"
    whole, head = await client.get(path), await client.head(path)
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert await head.read() == b""


def test_the_version_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1", encoding="utf-8")
    (tmp_path / "b.css").write_text("1", encoding="utf-8")
    before = Assets.read(tmp_path)
    (tmp_path / "b.css").write_text("2", encoding="utf-8")
    after = Assets.read(tmp_path)
    assert before.version != after.version
    assert before.files["a.js"].etag == after.files["a.js"].etag


def test_every_module_that_is_imported_exists() -> None:
    for name in page_assets().files:
        if name.startswith("js/"):
            for imported in IMPORT.findall((WEB / name).read_text(encoding="utf-8")):
                assert ((WEB / name).parent / imported).resolve().is_file(), (name, imported)


def test_the_page_offers_the_languages_that_the_service_takes() -> None:
    text = (WEB / "js/languages.js").read_text(encoding="utf-8")
    assert text.split("`")[1].split() == list(LANGUAGES)


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.name)
def test_a_vendored_library_has_its_licence_and_its_version(library: Library) -> None:
    folder = library.folder
    assert (folder / "LICENSE").stat().st_size > 100
    assert (folder / "VERSION").read_text(encoding="utf-8").strip() == library.version
