"""Put transcripts into a folder."""

import asyncio
import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from typing_extensions import override

from adapters.folders.local_errors import explained, readable
from application.ports.watched import Outlet
from domain.errors.watching import NameUnusableError

_UNUSABLE: Final = frozenset({errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG})


@dataclass(frozen=True, slots=True)
class LocalOutlet(Outlet):
    """Writes each document under a hidden name first, and renames it once the disk has it."""

    root: Path

    @override
    async def taken(self, names: Sequence[str]) -> bool:
        return await asyncio.to_thread(
            lambda: any(os.path.lexists(self.root / name) for name in names)
        )

    @override
    async def put(self, name: str, document: bytes) -> None:
        await asyncio.to_thread(self._put, self.root / name, document)

    @override
    async def remove(self, name: str) -> None:
        with explained(self.root / name, "cannot be removed"):
            await asyncio.to_thread(_remove, self.root / name)

    @override
    def shown(self, name: str) -> str:
        return readable(self.root / name)

    def _put(self, file: Path, document: bytes) -> None:
        # The same name each time: what a killed program left is written over.
        draft = file.with_name(f".{sha256(bytes(file)).hexdigest()[:16]}.part")
        with explained(file), _usable(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                draft.unlink(missing_ok=True)
                with draft.open("xb") as stream:
                    stream.write(document)
                    stream.flush()
                    os.fsync(stream.fileno())
                draft.replace(file)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
            _sync_folder(file.parent)


@contextmanager
def _usable(file: Path) -> Iterator[None]:
    """Raise NameUnusableError for what no other try would mend."""
    try:
        yield
    except OSError as error:
        if error.errno in _UNUSABLE:
            raise NameUnusableError(
                f"{readable(file)} cannot be written: {error.strerror}."
            ) from error
        raise


def _remove(file: Path) -> None:
    """Remove a file. There is none where a name is too long, or a file is in place of a folder."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        if error.errno not in {errno.ENAMETOOLONG, errno.ENOTDIR}:
            raise


def _sync_folder(folder: Path) -> None:
    """Let the new name last, too (POSIX asks for this)."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
