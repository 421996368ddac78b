"""Check whether the disk has enough space."""

import errno
import shutil
from pathlib import Path
from typing import Final

_MARGIN: Final = 16 * 2**20  # keep this much of the disk free


class NoRoomError(Exception):
    """The disk has less space than needed; both are in bytes."""

    def __init__(self, needed: int, free: int) -> None:
        self.needed = needed
        self.free = free
        super().__init__(f"{needed} bytes needed, {free} free")


def ensure_room(folder: Path, needed: int) -> None:
    """Return if the folder's disk has space for so many more bytes. Raises NoRoomError."""
    free = shutil.disk_usage(folder).free
    if free < needed + _MARGIN:
        raise NoRoomError(needed, free)


def is_full(error: OSError) -> bool:
    """Say whether a write failed because the disk or a disk quota is full."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}
