"""A recording that is uploaded."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

Source = str | Path | bytes | BinaryIO
"""A file by its path, its bytes, or an open file that can seek."""


@dataclass(frozen=True, slots=True)
class Recording:
    """An open file with its name and its size in bytes."""

    name: str
    size: int
    file: BinaryIO

    def read(self, position: int, size: int) -> bytes:
        """Read a part."""
        self.file.seek(position)
        return self.file.read(size)


@contextmanager
def opened(source: Source, filename: str | None) -> Iterator[Recording]:
    """Open a source. Raises OSError, ValueError for an empty one."""
    if isinstance(source, str | Path):
        with Path(source).open("rb") as file:
            yield _recording(file, filename or Path(source).name)
    else:
        given: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source
        yield _recording(given, filename or Path(str(getattr(given, "name", "recording"))).name)


def _recording(file: BinaryIO, name: str) -> Recording:
    size = file.seek(0, io.SEEK_END)
    if not size:
        raise ValueError(f"{name} is empty.")
    return Recording(name, size, file)
