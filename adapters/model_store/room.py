"""Is there room on the disk for what comes?"""

import errno
import shutil
from pathlib import Path
from typing import Final

_MARGIN: Final = 16 * 2**20  # a disk is never filled to its last byte


class NoRoomError(Exception):
    """The disk has less room than is needed; both in bytes."""

    def __init__(self, needed: int, free: int) -> None:
        self.needed = needed
        self.free = free
        super().__init__(f"{needed} bytes needed, {free} free")


def ensure_room(folder: Path, needed: int) -> None:
    """Return if so many more bytes fit onto the disk of this folder. Raises NoRoomError."""
    free = shutil.disk_usage(folder).free
    if free < needed + _MARGIN:
        raise NoRoomError(needed, free)


def is_full(error: OSError) -> bool:
    """Say whether a write failed because the disk, or the share that one may use, is full."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}
