"""How much a browser must fetch before anybody sees anything."""

from playwright.async_api import expect

from entrypoints.http.routes.service.page import WEB, page_assets
from tests.browser.conftest import Visit
from tests.unit.entrypoints.http.routes.service.test_page import IMPORT

LIMIT = 200 * 2**10
FETCHED = """["navigation", "resource"]
    .flatMap(kind => performance.getEntriesByType(kind))
    .map(({name, decodedBodySize}) => [name, decodedBodySize])"""


async def test_the_first_view_is_under_200_kib_even_unpacked(url: str, visit: Visit) -> None:
    visitor = await visit(url)
    page = await visitor.enter("ada", "correct horse")
    await expect(page.get_by_text("No recordings yet")).to_be_visible()
    fetched: list[tuple[str, int]] = await page.evaluate(FETCHED)
    assert len(fetched) > 30
    assert sum(size for _, size in fetched) < LIMIT
    assert not [address for address, _ in fetched if "vendor" in address]
    assert {address.split("/")[2] for address, _ in fetched} == {url.split("/")[2]}


def test_the_page_names_every_module_it_begins_with_so_that_none_is_waited_for() -> None:
    needed, ahead = set(), ["js/main.js"]
    while ahead:
        name = ahead.pop()
        if name not in needed:
            needed.add(name)
            text = (WEB / name).read_text(encoding="utf-8")
            static = [line for line in text.splitlines() if "import(" not in line]
            for imported in IMPORT.findall("\n".join(static)):
                path = ((WEB / name).parent / imported).resolve()
                ahead.append(path.relative_to(WEB).as_posix())
    index = (WEB / "index.html").read_text(encoding="utf-8")
    assert needed <= page_assets().files.keys()
    assert {name for name in needed if f'href="/static/{name}"' not in index} == {"js/main.js"}


async def test_every_module_is_sound_and_finds_what_it_imports(url: str, visit: Visit) -> None:
    visitor = await visit(url)
    # A worklet runs in the audio thread only, and the captions in a page of their own; they have
    # tests of their own.
    scripts = (name for name in page_assets().files if name.startswith("js/"))
    names = [name for name in scripts if not name.endswith(("-worklet.js", "/captions.js"))]
    assert len(names) > 30
    for name in names:
        await visitor.page.evaluate(
            "path => import(path)", f"/static/{page_assets().version}/{name}"
        )


async def test_the_page_brings_its_fonts_along_and_fetches_only_what_its_text_needs(
    url: str, visit: Visit
) -> None:
    page = await (await visit(url)).enter("ada", "correct horse")
    await page.evaluate("document.fonts.ready.then(() => null)")
    fonts: list[list[str]] = await page.evaluate(
        "[...document.fonts].map(({family, status}) => [family, status])"
    )
    assert ["Noto Sans", "loaded"] in fonts
    assert ["Noto Sans", "error"] not in fonts
    fetched: list[tuple[str, int]] = await page.evaluate(FETCHED)
    files = {address.rsplit("/", 1)[1] for address, _ in fetched if address.endswith(".woff2")}
    assert {name.partition(".")[2] for name in files} == {"latin.woff2"}
