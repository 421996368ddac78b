"""Files without names: gone when they are closed, also when the process is killed."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO


def scratch_files(folder: Path) -> Callable[[], AbstractContextManager[BinaryIO]]:
    """Return what opens such a file in a folder, on the disk that has room for recordings."""

    def opened() -> AbstractContextManager[BinaryIO]:
        return tempfile.TemporaryFile(dir=folder)

    return opened


def free_bytes_of(folder: Path) -> Callable[[], int]:
    """Return what says how many bytes are free on the disk of a folder."""
    return lambda: shutil.disk_usage(folder).free
