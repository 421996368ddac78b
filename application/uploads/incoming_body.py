"""Read a request body that may break off, and keep what has arrived."""

from collections.abc import AsyncIterator
from hashlib import new

from domain.errors import UploadInterruptedError, UploadTooLargeError


class IncomingBody:
    """Hands a body on in pieces, counted and, where an algorithm is named, hashed.

    `broken` is what cut it short, if anything did.
    """

    def __init__(
        self, chunks: AsyncIterator[bytes], *, room: int, algorithm: str | None = None
    ) -> None:
        self.broken: UploadInterruptedError | None = None
        self._chunks = chunks
        self._room = room
        self._hash = new(algorithm, usedforsecurity=False) if algorithm else None
        self._next: bytes | None = None

    async def has_more(self) -> bool:
        """Wait for the next bytes. Raises UploadTooLargeError when there is no room for them."""
        while not self._next and self.broken is None:
            try:
                self._next = await anext(self._chunks, None)
            except UploadInterruptedError as error:
                self.broken = error
            if self._next is None:
                return False
            self._room -= len(self._next)
            if self._room < 0:
                raise UploadTooLargeError(self._room + len(self._next))
        return bool(self._next)

    async def piece(self, size: int) -> AsyncIterator[bytes]:
        """Give the next bytes, a little more than `size` at the most."""
        while size > 0 and await self.has_more():
            chunk, self._next = self._next or b"", None
            size -= len(chunk)
            if self._hash:
                self._hash.update(chunk)
            yield chunk

    def has_digest(self, digest: bytes) -> bool:
        """Tell whether what was handed on has this hash."""
        return self._hash is not None and self._hash.digest() == digest
