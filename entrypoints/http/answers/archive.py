"""Writes many documents as one ZIP archive, piece by piece, so that it is never held whole."""

import io
import zipfile
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from typing import Any, Final

from typing_extensions import override

from domain.document_format import DocumentFormat
from domain.errors.kinds import TranscriberError
from domain.filenames import UniqueNames
from domain.job import Job

_LEFT_OUT_STEM: Final = "not included"
LEFT_OUT: Final = f"{_LEFT_OUT_STEM}.txt"
# What is compressed already.
_PACKED: Final = frozenset({DocumentFormat.DOCX, DocumentFormat.PDF})
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that the format can express

Written = Callable[[Job, DocumentFormat], AsyncIterator[bytes]]
"""Writes one document of a job."""


async def archive(
    jobs: Sequence[Job], forms: Sequence[DocumentFormat], written: Written
) -> AsyncIterator[bytes]:
    """Write each job in each format; a last file lists those that could not be written, and why.

    An error after the first bytes of a document is raised, so that nobody takes half of a document
    for the whole.
    """
    packing, names, left_out = _Packing(), UniqueNames(_LEFT_OUT_STEM), []
    for job in jobs:
        stem = names.stem_for(job.title)
        for form in forms:
            try:
                async for piece in packing.member(
                    _entry(f"{stem}.{form}", job), written(job, form)
                ):
                    yield piece
            except TranscriberError as error:
                if packing.is_torn:
                    raise
                left_out.append(f"{stem}.{form}: {error}\n")
    yield packing.end("".join(left_out))


class _Packing:
    """Packs files into an archive whose bytes are taken as they arise."""

    def __init__(self) -> None:
        self._sink = _Sink()
        self._archive = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        self.is_torn = False

    async def member(
        self, entry: zipfile.ZipInfo, pieces: AsyncIterator[bytes]
    ) -> AsyncGenerator[bytes, None]:
        """Pack one file. Before its first bytes are there, nothing is written."""
        first = await anext(pieces, b"")
        self.is_torn = True
        with self._archive.open(entry, "w") as file:
            file.write(first)
            async for piece in pieces:
                file.write(piece)
                yield self._sink.taken()
        self.is_torn = False
        yield self._sink.taken()

    def end(self, left_out: str) -> bytes:
        """Write what is left out, and the list of contents."""
        if left_out:
            self._archive.writestr(LEFT_OUT, left_out)
        self._archive.close()
        return self._sink.taken()


class _Sink(io.RawIOBase):
    """Keeps what is written until it is taken."""

    def __init__(self) -> None:
        self._kept = bytearray()

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: Any) -> int:
        self._kept += data
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since the last call."""
        kept = bytes(self._kept)
        self._kept.clear()
        return kept


def _entry(name: str, job: Job) -> zipfile.ZipInfo:
    ended = job.completed_at
    entry = zipfile.ZipInfo(name, ended.timetuple()[:6] if ended else _EPOCH)
    packed = name.rpartition(".")[2] in _PACKED
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    return entry
