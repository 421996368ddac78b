"""Static files of the web pages: read once, named by their content and kept in memory."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from aiohttp import web

from entrypoints.http.answers.responses import whole_answer

# The file types that are served; other files in the folder are not.
MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_VERSION_LENGTH: Final = 16


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, plain and compressed; `etag` changes with its content."""

    body: bytes
    packed: bytes
    media_type: str
    etag: str

    @classmethod
    def of(cls, body: bytes, media_type: str) -> Self:
        """Compress the file and compute its ETag; the same content always gives the same bytes."""
        packed = gzip.compress(body, mtime=0)
        return cls(body, packed, media_type, hashlib.sha256(body).hexdigest()[:_VERSION_LENGTH])


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by path; `version` changes when any of them changes."""

    files: Mapping[str, Asset]
    version: str

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder into memory, so that requests never read the disk."""
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
    """Send a file, compressed if the client accepts that; answer 304 if the client has it."""
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{asset.etag}{"-gzip" if packs else ""}"'
    headers |= {"ETag": etag, "Vary": "Accept-Encoding"}
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers=headers)
    if packs:
        headers["Content-Encoding"] = "gzip"
    return whole_answer(asset.packed if packs else asset.body, asset.media_type, headers=headers)
