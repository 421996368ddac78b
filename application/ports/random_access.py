"""A file that is read by position: of a blob, of another process, or of parts."""

import io
from abc import abstractmethod

from typing_extensions import Buffer, override


class RandomAccessFile(io.RawIOBase):
    """A read-only file with a position; subclasses say what its bytes are."""

    def __init__(self, size_bytes: int) -> None:
        """Begin at the first byte; `size_bytes` is where a seek from the end begins."""
        super().__init__()
        self._size_bytes = size_bytes
        self._position = 0

    @abstractmethod
    def read_at(self, position: int, size: int) -> bytes | memoryview:
        """Return at most `size` bytes from a position; none at the end of the file."""

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move the position. Raises ValueError for one before the first byte."""
        origins = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size_bytes}
        position = origins[whence] + offset
        if position < 0:
            raise ValueError(f"There is nothing at {position}, before the first byte.")
        self._position = position
        return position

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        target = memoryview(buffer).cast("B")
        content = self.read_at(self._position, len(target))
        target[: len(content)] = content
        self._position += len(content)
        return len(content)
