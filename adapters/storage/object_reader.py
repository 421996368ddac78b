"""Read a blob like a file, with seeking."""

import io
from typing import TYPE_CHECKING, BinaryIO, Final

import obstore
from typing_extensions import override

from adapters.storage.obstore_errors import translated
from application.ports.random_access import RandomAccessFile

if TYPE_CHECKING:
    from obstore.store import ObjectStore

READ_AHEAD_BYTES: Final = 1 << 20


class ObjectReader(RandomAccessFile):
    """Reads ranges of one blob, one request each; it blocks, so it is for threads.

    Raises BlobNotFoundError, and StorageUnavailableError from any read.
    """

    def __init__(self, store: "ObjectStore", path: str) -> None:
        self._store = store
        self._path = path
        with translated():
            super().__init__(obstore.head(store, path)["size"])

    @override
    def read_at(self, position: int, size: int) -> memoryview:
        end = min(position + size, self._size_bytes)
        if end <= position:
            return memoryview(b"")
        with translated():
            return memoryview(obstore.get_range(self._store, self._path, start=position, end=end))


def open_buffered(store: "ObjectStore", path: str) -> BinaryIO:
    """Open a blob with read-ahead, as decoders read a few kilobytes at a time."""
    return io.BufferedReader(ObjectReader(store, path), buffer_size=READ_AHEAD_BYTES)
