"""Read a request body that may break off, and keep what has arrived."""

from collections.abc import AsyncIterator
from hashlib import new

from domain.errors.uploads import UploadInterruptedError, UploadTooLargeError


class IncomingBody:
    """Passes a body on in pieces, counts it, and hashes it if an algorithm is given.

    `broken` is the error that cut it short, or None.
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
        """Wait for more data. Raises UploadTooLargeError if it exceeds `room`."""
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
        """Yield the next data, at most a little more than `size` bytes."""
        while size > 0 and await self.has_more():
            chunk, self._next = self._next or b"", None
            size -= len(chunk)
            if self._hash:
                self._hash.update(chunk)
            yield chunk

    def has_digest(self, digest: bytes) -> bool:
        """Tell whether the data so far has this hash."""
        return self._hash is not None and self._hash.digest() == digest
