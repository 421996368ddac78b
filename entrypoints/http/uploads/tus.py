"""Reads and writes the headers of tus 1.0, the resumable upload protocol (https:

tus.io).
"""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import format_datetime
from typing import Final

from aiohttp import web

from application.uploads.append_to_upload import Checksum
from domain.errors.kinds import FieldError, InvalidRequestError
from domain.filenames import shown_name
from domain.upload import ResumableUpload
from entrypoints.http.problems.refusals import Refusal

VERSION: Final = "1.0.0"
PREFIX: Final = "/uploads"
RESUMABLE: Final = "Tus-Resumable"
EXTENSIONS: Final = "creation,creation-with-upload,expiration,termination,checksum"
OFFSET_BODY: Final = "application/offset+octet-stream"
ALGORITHMS: Final[Mapping[str, int]] = {
    "sha1": 20,
    "sha256": 32,
}  # with the lengths of their digests in bytes
_NUMBER: Final = re.compile(r"[0-9]{1,18}")


class WrongVersion(Refusal):
    """The client uses another version of tus, or none."""

    def __init__(self) -> None:
        detail = f"Use version {VERSION} of tus: send {RESUMABLE}: {VERSION}."
        super().__init__(412, "tus_version", detail, headers={"Tus-Version": VERSION})


def ensure_version(request: web.Request) -> None:
    """Check that the client uses our version of tus. Raises WrongVersion."""
    if request.headers.get(RESUMABLE) != VERSION:
        raise WrongVersion


def number(request: web.Request, header: str) -> int:
    """Read a number of bytes. Raises InvalidRequestError."""
    value = request.headers.get(header, "")
    if not _NUMBER.fullmatch(value):
        raise InvalidRequestError(FieldError(header, f"Send {header} as a number of bytes."))
    return int(value)


def filename_in(metadata: str) -> str:
    """Read the file name from Upload-Metadata. Raises InvalidRequestError."""
    values = dict(_pairs(metadata)) if metadata else {}
    return shown_name(values.get("filename") or values.get("name"))


def checksum_of(request: web.Request) -> Checksum | None:
    """Read the expected checksum of the body, if there is one. Raises InvalidRequestError."""
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, encoded = header.partition(" ")
    digest = _decoded(encoded)
    if digest is None or ALGORITHMS.get(algorithm) != len(digest):
        known = ", ".join(ALGORITHMS)
        detail = f"Send the algorithm ({known}), a space, and the digest in Base64."
        raise InvalidRequestError(FieldError("Upload-Checksum", detail))
    return Checksum(algorithm, digest)


def upload_headers(upload: ResumableUpload) -> dict[str, str]:
    """Return the headers with the offset of an upload and its time of expiry."""
    expires = format_datetime(upload.expires_at.astimezone(UTC), usegmt=True)
    return {"Upload-Offset": str(upload.offset), "Upload-Expires": expires}


def _pairs(metadata: str) -> list[tuple[str, str]]:
    pairs = []
    for pair in metadata.split(","):
        key, _, encoded = pair.strip().partition(" ")
        value = _decoded(encoded)
        if not key or value is None:
            detail = "Separate keys with commas; write a space and its value in Base64 after each."
            raise InvalidRequestError(FieldError("Upload-Metadata", detail))
        pairs.append((key, value.decode(errors="replace")))
    return pairs


def _decoded(encoded: str) -> bytes | None:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
