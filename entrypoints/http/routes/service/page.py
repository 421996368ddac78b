"""The page for people who would rather look than curl; it speaks only to the public API."""

from functools import cache
from pathlib import Path
from typing import Final

from aiohttp import web

from entrypoints.http.answers.assets import Asset, Assets, asset_answer
from entrypoints.http.routing.operation import UNLISTED
from entrypoints.http.routing.route import reading

WEB: Final = Path(__file__).parents[2] / "web"
INDEX: Final = "index.html"
# In the page's own text; the files it names then have addresses that change with their content.
PLACE: Final = b"/static/"

FOREVER: Final = "public, max-age=31536000, immutable"
ASK_FIRST: Final = "no-cache"

# wavesurfer.js puts one <style> into its shadow root; this is the hash of its text.
WAVEFORM_STYLE: Final = "'sha256-qg0uSSfJYaGrLwqWKxYxz65PSr2rsIyu2yQ4eEf3Uws='"
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' {WAVEFORM_STYLE}",
        "img-src 'self'",
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
def _index() -> Asset:
    assets = page_assets()
    index = assets.files[INDEX]
    versioned = PLACE + assets.version.encode() + b"/"
    return Asset.of(index.body.replace(PLACE, versioned), index.media_type)


async def index(request: web.Request) -> web.Response:
    """Send the page itself, which holds nothing of anybody's."""
    headers = {
        "Cache-Control": ASK_FIRST,
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    }
    return asset_answer(request, _index(), headers)


async def static(request: web.Request) -> web.Response:
    """Send one of the page's files.

    A page that was loaded before an update asks by the version it knows; it is given what there
    is now, and nobody keeps that.
    """
    assets = page_assets()
    asset = assets.files.get(request.match_info["path"])
    if asset is None:
        raise web.HTTPNotFound
    current = request.match_info["version"] == assets.version
    return asset_answer(request, asset, {"Cache-Control": FOREVER if current else ASK_FIRST})


ROUTES: Final = (
    *reading("/", index, UNLISTED),
    *reading("/static/{version}/{path:.+}", static, UNLISTED),
)
