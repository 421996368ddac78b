"""The web page; its scripts use only the public API."""

from functools import cache
from pathlib import Path
from typing import Final

from aiohttp import web

from entrypoints.http.answers.assets import Asset, Assets, asset_answer
from entrypoints.http.routing.operation import UNLISTED
from entrypoints.http.routing.route import reading

WEB: Final = Path(__file__).parents[2] / "web"
INDEX: Final = "index.html"
CAPTIONS: Final = "live.html"
SHARED: Final = "shared.html"
# The start of addresses in the page; the version of the files is inserted after it.
PLACE: Final = b"/static/"

FOREVER: Final = "public, max-age=31536000, immutable"
ASK_FIRST: Final = "no-cache"

# The hash of the <style> that wavesurfer.js puts into its shadow root.
WAVEFORM_STYLE: Final = "'sha256-qg0uSSfJYaGrLwqWKxYxz65PSr2rsIyu2yQ4eEf3Uws='"
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' {WAVEFORM_STYLE}",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


@cache
def page_assets() -> Assets:
    """Read the page's files."""
    return Assets.read(WEB)


@cache
def _document(name: str) -> Asset:
    assets = page_assets()
    document = assets.files[name]
    versioned = PLACE + assets.version.encode() + b"/"
    return Asset.of(document.body.replace(PLACE, versioned), document.media_type)


async def index(request: web.Request) -> web.Response:
    """Send the page itself, which has no data of any user."""
    return _page(request, INDEX)


async def captions(request: web.Request) -> web.Response:
    """Send the caption page, which reads the job of its address itself."""
    return _page(request, CAPTIONS)


async def shared(request: web.Request) -> web.Response:
    """Send the page that reads a shared transcript; its address has the token behind `#`."""
    answer = _page(request, SHARED)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _page(request: web.Request, name: str) -> web.Response:
    headers = {
        "Cache-Control": ASK_FIRST,
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": (
            "camera=(), geolocation=(), microphone=(self), display-capture=(self)"
        ),
    }
    return asset_answer(request, _document(name), headers)


async def static(request: web.Request) -> web.Response:
    """Send one of the page's files.

    A page that was loaded before an update asks for the old version. It gets the current file,
    which must not be cached.
    """
    assets = page_assets()
    asset = assets.files.get(request.match_info["path"])
    if asset is None:
        raise web.HTTPNotFound
    current = request.match_info["version"] == assets.version
    return asset_answer(request, asset, {"Cache-Control": FOREVER if current else ASK_FIRST})


ROUTES: Final = (
    *reading("/", index, UNLISTED),
    *reading("/live/{job_id}", captions, UNLISTED),
    *reading("/share", shared, UNLISTED),
    *reading("/static/{version}/{path:.+}", static, UNLISTED),
)
