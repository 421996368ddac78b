"""A file on its way to a server."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from typing_extensions import override


class CountedFile(io.RawIOBase):
    """Passes reads on and tells how far they have come."""

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
    """A recording's name and bytes; `tell` hears how many are sent."""

    name: str
    file: BinaryIO
    tell: Callable[[int], None]

    def rewound(self) -> CountedFile:
        """Begin at the first byte, also when it is sent a second time."""
        self.file.seek(0)
        return CountedFile(self.file, self.tell)
