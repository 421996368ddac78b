"""Sends bytes from memory in pieces, as fast as the client reads them."""

from typing import Final

from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import Payload
from typing_extensions import override

_PIECE_BYTES: Final = 64 * 2**10


class Pieces(Payload):
    """A response body that shares its bytes between all clients.

    Sent in one write, the bytes would be copied for each client, and kept for clients that do not
    read.
    """

    _value: bytes

    def __init__(self, value: bytes) -> None:
        super().__init__(value)
        self._size = len(value)

    @override
    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return self._value.decode(encoding, errors)

    @override
    async def write(self, writer: AbstractStreamWriter) -> None:
        whole = memoryview(self._value)
        for start in range(0, len(whole), _PIECE_BYTES):
            await writer.write(whole[start : start + _PIECE_BYTES])
