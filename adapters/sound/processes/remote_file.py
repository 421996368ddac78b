"""A file of the service, as the decoding process sees it."""

import io
from collections.abc import Callable
from multiprocessing.connection import Connection

from typing_extensions import override

from adapters.sound.processes.messages import MOST_BYTES, Read, encoded


class RemoteFile(io.RawIOBase):
    """Reads through the socket; `read_to` is called with the new offset after each answer."""

    def __init__(
        self, service: Connection, size_bytes: int, read_to: Callable[[int], None] | None = None
    ) -> None:
        self._service = service
        self._size_bytes = size_bytes
        self._read_to = read_to
        self._at = 0

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size_bytes}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning of the file")
        self._at = start + offset
        return self._at

    @override
    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # any buffer is one
        wanted = min(len(buffer), MOST_BYTES)
        self._service.send_bytes(encoded(Read(self._at, wanted)))
        content = self._service.recv_bytes()
        buffer[: len(content)] = content
        self._at += len(content)
        if self._read_to is not None and content:
            self._read_to(self._at)
        return len(content)
