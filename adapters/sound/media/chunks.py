"""Read the chunks of WAV, RF64, W64, AIFF and CAF files: a name, a length and the content."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, Literal

_MOST_CHUNKS: Final = 1000
_PRINTABLE: Final = range(0x20, 0x7F)


@dataclass(frozen=True, slots=True)
class Layout:
    """The chunk format of a family of files.

    The first chunk is at `first`. Each begins with a name of `name_bytes`, then its length, which
    includes the header if `counts_header`. Chunks begin at multiples of `aligned` bytes, counted
    from the first. `sound` is the name of the chunk with the samples. If `needs_nothing_after`,
    all that is needed to decode them comes before them.
    """

    first: int
    name_bytes: int
    length_bytes: int
    byte_order: Literal["little", "big"]
    aligned: int
    sound: bytes
    counts_header: bool = False
    needs_nothing_after: bool = False

    @property
    def header_bytes(self) -> int:
        """The length of name and length together."""
        return self.name_bytes + self.length_bytes

    @property
    def largest(self) -> int:
        """The largest length that can be written."""
        return int(256**self.length_bytes - 1)

    def length_field(self, size: int) -> bytes:
        """Return the bytes of the length of a chunk with `size` bytes of content."""
        length = size + (self.header_bytes if self.counts_header else 0)
        return min(length, self.largest).to_bytes(self.length_bytes, self.byte_order)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk: its name, where it and its content begin, and the size that it claims to have."""

    name: bytes
    at: int
    content_at: int
    size: int

    @property
    def end(self) -> int:
        """The first byte after its content, if that is as long as it claims."""
        return self.content_at + self.size


_W64_SOUND: Final = b"data" + bytes.fromhex("f3acd3118cd100c04f8edb8a")
_RIFF: Final = Layout(12, 4, 4, "little", 2, b"data", needs_nothing_after=True)
_AIFF: Final = Layout(12, 4, 4, "big", 2, b"SSND")
_CAF: Final = Layout(8, 4, 8, "big", 1, b"data")
_W64: Final = Layout(40, 16, 8, "little", 8, _W64_SOUND, counts_header=True)


def layout_of(head: bytes) -> Layout | None:
    """Return the chunk format of a file by its first bytes; None for a file without such chunks.

    Sources: RIFF, "Multimedia Programming Interface and Data Specifications 1.0" (IBM and
    Microsoft, 1991); EBU Tech 3306 (RF64); "Audio Interchange File Format 1.3" (Apple, 1989);
    "Apple Core Audio Format Specification 1.0"; Sony's "Wave 64".
    """
    if head[:4] in {b"RIFF", b"RF64", b"BW64"} and head[8:12] == b"WAVE":
        return _RIFF
    if head[:4] == b"FORM" and head[8:12] in {b"AIFF", b"AIFC"}:
        return _AIFF
    if head[:4] == b"caff":
        return _CAF
    return _W64 if head[:4] == b"riff" and head[24:28] == b"wave" else None


def chunks(file: BinaryIO, layout: Layout, at: int, end: int) -> Iterator[Chunk]:
    """Yield the chunks from `at` on whose headers end at or before `end`."""
    first = at
    for _ in range(_MOST_CHUNKS):
        if at + layout.header_bytes > end:
            return
        file.seek(at)
        header = file.read(layout.header_bytes)
        if len(header) < layout.header_bytes:
            return
        size = int.from_bytes(header[layout.name_bytes :], layout.byte_order)
        if layout.counts_header:
            size = max(0, size - layout.header_bytes)
        chunk = Chunk(header[: layout.name_bytes], at, at + layout.header_bytes, size)
        yield chunk
        at = chunk.end + -(chunk.end - first) % layout.aligned


def is_plausible(chunk: Chunk, end: int) -> bool:
    """Tell a chunk from samples that look like one: its name is readable, and it fits."""
    return chunk.end <= end and all(byte in _PRINTABLE for byte in chunk.name[:4])


def long_length(file: BinaryIO, chunk: Chunk) -> int | None:
    """Read the length of the samples from the chunk `ds64`, which has 64 bits for it."""
    file.seek(chunk.content_at)
    content = file.read(16)
    return struct.unpack_from("<Q", content, 8)[0] if len(content) == 16 else None  # noqa: PLR2004 (two lengths of 8 bytes)
