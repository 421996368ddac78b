"""Create drafts and temporary folders that are removed however the program ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import BinaryIO, Final

FOR_THE_USER_ALONE: Final = 0o600
AS_THE_UMASK_SAYS: Final = 0o666

# Held while something is made, and for good by whoever ends the program: then no more is made.
_LOCK = RLock()
_PATHS: set[Path] = set()


@contextmanager
def draft_beside(file: Path, *, mode: int) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a new file in the same folder, and remove it at the end unless it was moved away.

    Nobody can guess its name and lay a link there first. Raises OSError.
    """
    draft = file.with_name(f".{_unguessable()}.part")
    with _removed_at_the_end(draft):
        with _LOCK:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            descriptor = os.open(draft, flags, mode)
        with os.fdopen(descriptor, "wb") as stream:
            yield draft, stream


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a folder for the user alone, and remove it at the end. Raises OSError."""
    from tempfile import gettempdir

    folder = Path(gettempdir(), f"transcriber-{_unguessable()}")
    with _removed_at_the_end(folder):
        with _LOCK:
            folder.mkdir(mode=0o700)
        yield folder


def remove_leftovers() -> None:
    """Remove all of them before the program ends; from now on none can be made."""
    _LOCK.acquire()
    for path in _PATHS:
        with suppress(OSError):
            _remove(path)


@contextmanager
def _removed_at_the_end(path: Path) -> Iterator[None]:
    with _LOCK:
        _PATHS.add(path)
    try:
        yield
    finally:
        _remove(path)
        with _LOCK:
            _PATHS.discard(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        import shutil

        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _unguessable() -> str:
    return os.urandom(8).hex()
