"""The files of our pages: read once, named by their content, kept in memory."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from aiohttp import web

from entrypoints.http.answers.responses import whole_answer

# What the page is made of; any other file beside it is not served.
MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_VERSION_LENGTH: Final = 16


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, also packed; `etag` changes with its content."""

    body: bytes
    packed: bytes
    media_type: str
    etag: str

    @classmethod
    def of(cls, body: bytes, media_type: str) -> Self:
        """Pack and name it; the same content always gives the same bytes."""
        packed = gzip.compress(body, mtime=0)
        return cls(body, packed, media_type, hashlib.sha256(body).hexdigest()[:_VERSION_LENGTH])


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by their path; `version` changes when any of them does."""

    files: Mapping[str, Asset]
    version: str

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder. What is asked for later is looked up here, never on the disk."""
        files = {
            path.relative_to(folder).as_posix(): Asset.of(
                path.read_bytes(), MEDIA_TYPES[path.suffix]
            )
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix in MEDIA_TYPES
        }
        listed = "".join(f"{name} {asset.etag}\n" for name, asset in files.items())
        return cls(files, hashlib.sha256(listed.encode()).hexdigest()[:_VERSION_LENGTH])


def asset_answer(request: web.Request, asset: Asset, headers: dict[str, str]) -> web.Response:
    """Send a file, packed for who takes it so; who has it already is told just that."""
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{asset.etag}{"-gzip" if packs else ""}"'
    headers |= {"ETag": etag, "Vary": "Accept-Encoding"}
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers=headers)
    if packs:
        headers["Content-Encoding"] = "gzip"
    return whole_answer(asset.packed if packs else asset.body, asset.media_type, headers=headers)
