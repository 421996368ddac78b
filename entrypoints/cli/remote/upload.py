"""A file that is uploaded, with its progress."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from typing_extensions import override

from application.ports.random_access import RandomAccessFile


class CountedFile(RandomAccessFile):
    """A file object that reports how much has been read."""

    def __init__(self, file: BinaryIO, tell: Callable[[int], None]) -> None:
        super().__init__(file.seek(0, io.SEEK_END))
        self._file = file
        self._tell = tell

    @override
    def read_at(self, position: int, size: int) -> bytes:
        self._file.seek(position)
        content = self._file.read(size)
        self._tell(position + len(content))
        return content


@dataclass(frozen=True, slots=True)
class Upload:
    """A recording's name and bytes; `tell` is called with the number of bytes sent."""

    name: str
    file: BinaryIO
    tell: Callable[[int], None]

    def rewound(self) -> CountedFile:
        """Return the file at its first byte, also for a second try."""
        return CountedFile(self.file, self.tell)
