"""A recording that is uploaded."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

Source = str | Path | bytes | BinaryIO
"""A file by its path, its bytes, or an open file that can seek."""

Tell = Callable[[int, int], None]
"""Is called with the number of bytes that were sent, and of all."""


@dataclass(frozen=True, slots=True)
class Recording:
    """An open file with its name and its size in bytes."""

    name: str
    size: int
    file: BinaryIO
    tell: Tell | None = None

    def read(self, position: int, size: int) -> bytes:
        """Read a part. Raises ValueError if the file has become shorter meanwhile."""
        self.file.seek(position)
        if content := self.file.read(size):
            return content
        raise ValueError(f"{self.name} became shorter while it was uploaded.")

    def tell_sent(self, count: int) -> None:
        """Tell how much was sent."""
        if self.tell is not None:
            self.tell(count, self.size)


@contextmanager
def opened(
    source: Source, filename: str | None = None, tell: Tell | None = None
) -> Iterator[Recording]:
    """Open a source. Raises OSError, ValueError for an empty one."""
    if isinstance(source, str | Path):
        with Path(source).open("rb") as file:
            yield _recording(file, filename or Path(source).name, tell)
    else:
        given: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source
        name = filename or Path(str(getattr(given, "name", "recording"))).name
        yield _recording(given, name, tell)


def _recording(file: BinaryIO, name: str, tell: Tell | None) -> Recording:
    size = file.seek(0, io.SEEK_END)
    if not size:
        raise ValueError(f"{name} is empty.")
    return Recording(name, size, file, tell)
