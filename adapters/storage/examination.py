"""Check whether audio can be stored."""

from collections.abc import AsyncIterator
from typing import Final
from uuid import uuid4

from typing_extensions import override

from application.ports.blobs import BlobStore
from application.ports.examination import Examination, Finding, Verdict
from domain.job import BlobKey

SOUND: Final = b"Is this what was written?" * 1000


class StorageExamination(Examination):
    """Writes, reads and removes a blob, like an upload and its transcription."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs

    @override
    async def examine(self) -> Finding:
        key = BlobKey(f"examination/{uuid4()}")
        try:
            await self._blobs.write(key, _pieces())
            read = b"".join([piece async for piece in self._blobs.read(key)])
        finally:
            await self._blobs.delete(key)
        if read != SOUND:
            return Finding(
                Verdict.FAILED,
                "What was read is not what was written.",
                "Do not use this storage: look at its disk, or at what stands before the bucket.",
            )
        return Finding(Verdict.OK, "Written, read and removed again.")


async def _pieces() -> AsyncIterator[bytes]:
    yield SOUND
