"""A file that is uploaded, with its progress."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from typing_extensions import override


class CountedFile(io.RawIOBase):
    """A file object that reports how much has been read."""

    def __init__(self, file: BinaryIO, tell: Callable[[int], None]) -> None:
        super().__init__()
        self._file = file
        self._tell = tell

    @override
    def fileno(self) -> int:
        return self._file.fileno()

    @override
    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size)
        self._tell(self._file.tell())
        return data

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    @override
    def tell(self) -> int:
        return self._file.tell()

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Upload:
    """A recording's name and bytes; `tell` is called with the number of bytes sent."""

    name: str
    file: BinaryIO
    tell: Callable[[int], None]

    def rewound(self) -> CountedFile:
        """Return the file at its first byte, also for a second try."""
        self.file.seek(0)
        return CountedFile(self.file, self.tell)
