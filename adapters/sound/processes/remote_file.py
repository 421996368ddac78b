"""A file of the service, as the decoding process sees it."""

from collections.abc import Callable
from multiprocessing.connection import Connection

from typing_extensions import override

from adapters.sound.processes.messages import MOST_BYTES, Read, encoded
from application.ports.random_access import RandomAccessFile


class RemoteFile(RandomAccessFile):
    """Reads through the socket; `read_to` is called with the new offset after each answer."""

    def __init__(
        self, service: Connection, size_bytes: int, read_to: Callable[[int], None] | None = None
    ) -> None:
        super().__init__(size_bytes)
        self._service = service
        self._read_to = read_to

    @override
    def read_at(self, position: int, size: int) -> bytes:
        self._service.send_bytes(encoded(Read(position, min(size, MOST_BYTES))))
        content = self._service.recv_bytes()
        if self._read_to is not None and content:
            self._read_to(position + len(content))
        return content
