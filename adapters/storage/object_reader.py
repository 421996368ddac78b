"""Read a blob like a file, with seeking."""

import io
from typing import TYPE_CHECKING, BinaryIO, Final

import obstore
from typing_extensions import Buffer, override

from adapters.storage.obstore_errors import translated

if TYPE_CHECKING:
    from obstore.store import ObjectStore

READ_AHEAD_BYTES: Final = 1 << 20


class ObjectReader(io.RawIOBase):
    """Reads ranges of one blob, one request each; it blocks, so it is for threads.

    Raises BlobNotFoundError, and StorageUnavailableError from any read.
    """

    def __init__(self, store: "ObjectStore", path: str) -> None:
        super().__init__()
        self._store = store
        self._path = path
        with translated():
            self._size: int = obstore.head(store, path)["size"]
        self._position = 0

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def tell(self) -> int:
        return self._position

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if origin + offset < 0:
            raise ValueError(f"There is nothing at {origin + offset}, before the first byte.")
        self._position = origin + offset
        return self._position

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        target = memoryview(buffer).cast("B")
        end = min(self._position + len(target), self._size)
        if end <= self._position:
            return 0
        with translated():
            found = obstore.get_range(self._store, self._path, start=self._position, end=end)
        data = memoryview(found)
        target[: len(data)] = data
        self._position += len(data)
        return len(data)


def open_buffered(store: "ObjectStore", path: str) -> BinaryIO:
    """Open a blob with read-ahead, as decoders read a few kilobytes at a time."""
    return io.BufferedReader(ObjectReader(store, path), buffer_size=READ_AHEAD_BYTES)
