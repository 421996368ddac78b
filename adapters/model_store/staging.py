"""Where a download is put together; each file is checked against its digest on the way in."""

import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from adapters.model_store.catalogue import ModelFile

_BLOCK: Final = 2**20


class DigestError(Exception):
    """A file is not the one that was published."""

    def __init__(self, file: str) -> None:
        self.file = file
        super().__init__(file)


class Staging:
    """A folder for one download: `files` are whole and checked, `parts` are neither.

    It outlives the process, so that a download that was broken off goes on where it was.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = folder / "files"
        self.parts = folder / "parts"

    def make(self) -> None:
        """Make the folders where there are none."""
        self.files.mkdir(parents=True, exist_ok=True)
        self.parts.mkdir(exist_ok=True)

    def has(self, file: ModelFile) -> bool:
        """Say whether a file is here and right; one that is here and wrong is removed."""
        path = self.files / file.name
        if not path.is_file():
            return False
        if is_right(path, file):
            return True
        path.unlink()
        return False

    def settle(self, part: Path, file: ModelFile) -> None:
        """Take a file in. Raises DigestError, and removes the file then."""
        if not is_right(part, file):
            part.unlink()
            raise DigestError(file.name)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(self.files / file.name)

    def names(self) -> list[str]:
        """Name the files that are whole."""
        return [path.name for path in self.files.iterdir()]

    def clear(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def bytes_here(self) -> int:
        """Count what has arrived."""
        return folder_bytes(self.folder)


def folder_bytes(folder: Path) -> int:
    """Count the bytes of all files below a folder; what vanishes meanwhile counts nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += (Path(place) / name).stat().st_size
    return total


def is_right(path: Path, file: ModelFile) -> bool:
    """Compare a file's length and digest with what is known of it."""
    if file.size_bytes is not None and path.stat().st_size != file.size_bytes:
        return False
    if file.sha256 is not None:
        return _digest(path, hashlib.sha256()) == file.sha256
    if file.git_sha1 is not None:
        # Git names a blob by SHA-1; nothing here rests on its strength but chance damage.
        header = f"blob {path.stat().st_size}\0".encode()
        return _digest(path, hashlib.sha1(header, usedforsecurity=False)) == file.git_sha1
    return True


def _digest(path: Path, digest: "hashlib._Hash") -> str:
    with path.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
