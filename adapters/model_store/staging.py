"""A folder for one download; each file is checked against its digest on the way in."""

import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from adapters.model_store.catalogue import ModelFile

_BLOCK: Final = 2**20


class DigestError(Exception):
    """A file differs from the published one."""

    def __init__(self, file: str) -> None:
        self.file = file
        super().__init__(file)


class Staging:
    """A folder for one download: `files` are complete and checked, `parts` are neither.

    It survives the process, so that an interrupted download continues where it stopped.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = folder / "files"
        self.parts = folder / "parts"

    def make(self) -> None:
        """Make the folders if they are missing."""
        self.files.mkdir(parents=True, exist_ok=True)
        self.parts.mkdir(exist_ok=True)

    def has(self, file: ModelFile) -> bool:
        """Say whether a correct file is here; a wrong one is removed."""
        path = self.files / file.name
        if not path.is_file():
            return False
        if is_right(path, file):
            return True
        path.unlink()
        return False

    def settle(self, part: Path, file: ModelFile) -> None:
        """Check and keep a file. Raises DigestError, and removes the file then."""
        if not is_right(part, file):
            part.unlink()
            raise DigestError(file.name)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(self.files / file.name)

    def names(self) -> list[str]:
        """Return the names of the complete files."""
        return [path.name for path in self.files.iterdir()]

    def clear(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def bytes_here(self) -> int:
        """Return the number of bytes that have arrived."""
        return folder_bytes(self.folder)


def folder_bytes(folder: Path) -> int:
    """Sum up the bytes of all files below a folder; files that vanish meanwhile are skipped."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += (Path(place) / name).stat().st_size
    return total


def is_right(path: Path, file: ModelFile) -> bool:
    """Compare a file's length and digest with the expected ones."""
    if file.size_bytes is not None and path.stat().st_size != file.size_bytes:
        return False
    if file.sha256 is not None:
        return _digest(path, hashlib.sha256()) == file.sha256
    if file.git_sha1 is not None:
        # Git names a blob by its SHA-1, which is only used here to detect accidental damage.
        header = f"blob {path.stat().st_size}\0".encode()
        return _digest(path, hashlib.sha1(header, usedforsecurity=False)) == file.git_sha1
    return True


def _digest(path: Path, digest: "hashlib._Hash") -> str:
    with path.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
