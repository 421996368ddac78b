"""Find how much sound a file really holds, since its header may be wrong."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from typing_extensions import override

from adapters.sound.media.chunks import (
    Chunk,
    Layout,
    chunks,
    is_plausible,
    layout_of,
    long_length,
)
from application.ports.random_access import RandomAccessFile

_HEAD_BYTES: Final = 40
# A program that writes to a pipe cannot know the length. Some write 0, some about the largest
# number of 31, 32, 63 or 64 bits, some a round number.
_LARGEST: Final = (1 << 31, 1 << 32, 1 << 63, 1 << 64)
_NEAR: Final = 1 << 17
_LARGE: Final = 100_000_000
_ROUND: Final = 1_000_000
# Each costs a few reads. After so many, the headers of the rest are read as (very short) sound.
_MOST_RECORDINGS: Final = 1000
# Fewer bytes than this at the end are ignored.
_CRUMBS: Final = 16


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes of a file, from `start` to before `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lengths:
    """What a file claims about its sound, and what was found.

    `claimed_share` is how many times as much sound as there is the header claims, if more: then the
    file was cut off and the rest is missing. `patches` are corrections of the header's bytes,
    `sound` is where the samples are, if FFmpeg must read only them. `other_follows` says that
    another recording follows that cannot be joined.
    """

    claimed_share: float | None = None
    patches: tuple[tuple[int, bytes], ...] = ()
    sound: tuple[ByteRange, ...] = ()
    other_follows: bool = False


def lengths_of(file: BinaryIO) -> Lengths | None:
    """Compare a file's header with its bytes; None for a file with an unknown header.

    The bytes decide. A length of zero, or a placeholder, is not a claim. If sound goes on after a
    length that is too small, or another recording of the same kind follows, all of it counts.
    """
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    size = file.seek(0, io.SEEK_END)
    if head.startswith(b".snd") and len(head) >= _HEAD_BYTES:
        return _lengths_of_au(head, size)
    layout = layout_of(head)
    if layout is None:
        return None
    found = _Header.read(file, layout, 0, size)
    return None if found is None else _compared(file, found, size)


def repaired(file: BinaryIO, lengths: Lengths | None) -> BinaryIO:
    """Return the file as it would be with the right lengths in its header."""
    file.seek(0)
    if lengths is None or not lengths.sound:
        return file
    parts: list[ByteRange | bytes] = []
    at = 0
    for place, content in lengths.patches:
        parts += [ByteRange(at, place), content]
        at = place + len(content)
    return io.BufferedReader(
        _Spliced(file, [*parts, ByteRange(at, lengths.sound[0].start), *lengths.sound])
    )


def _lengths_of_au(head: bytes, size: int) -> Lengths:
    """Read the header of an AU file; FFmpeg reads all bytes after it as sound anyway."""
    start, claimed = int.from_bytes(head[4:8], "big"), int.from_bytes(head[8:12], "big")
    return Lengths() if _is_placeholder(claimed) else Lengths(_share(claimed, size - start))


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of a file, or of one inside it: the chunk with the samples, and its format."""

    layout: Layout
    sound: Chunk
    claimed: int | None
    length_at: int
    length_bytes: int
    kind: bytes

    @classmethod
    def read(cls, file: BinaryIO, layout: Layout, at: int, end: int) -> "_Header | None":
        """Read up to the chunk with the samples; None if there is none."""
        long: Chunk | None = None
        kind = b""
        for chunk in chunks(file, layout, at + layout.first, end):
            if chunk.name == layout.sound:
                return cls.of(file, layout, chunk, long, kind, end)
            if chunk.name == b"ds64":
                long = chunk
            if chunk.name == b"fmt ":
                file.seek(chunk.content_at)
                kind = file.read(16)
        return None

    @classmethod
    def of(
        cls,
        file: BinaryIO,
        layout: Layout,
        sound: Chunk,
        long: Chunk | None,
        kind: bytes,
        size: int,
    ) -> "_Header":
        claimed: int | None = sound.size
        length_at, length_bytes = sound.at + layout.name_bytes, layout.length_bytes
        if long is not None:
            claimed = long_length(file, long)
            length_at, length_bytes = long.content_at + 8, 8
        if not claimed or (sound.content_at + claimed > size and _is_placeholder(claimed)):
            claimed = None
        return cls(layout, sound, claimed, length_at, length_bytes, kind)

    @property
    def block_bytes(self) -> int:
        """The number of bytes that belong together, so that no sample is split."""
        return max(1, int.from_bytes(self.kind[12:14], "little"))

    def patch(self, size: int) -> tuple[int, bytes]:
        """Return the offset and the bytes that make the header claim `size` bytes of sound."""
        if self.length_bytes == self.layout.length_bytes:
            return self.length_at, self.layout.length_field(size)
        return self.length_at, size.to_bytes(self.length_bytes, self.layout.byte_order)


def _compared(file: BinaryIO, found: _Header, size: int) -> Lengths:
    start = found.sound.content_at
    if found.claimed is not None and start + found.claimed > size:
        return Lengths(claimed_share=_share(found.claimed, size - start))
    ranges, other_follows = _byte_ranges(file, found, size)
    if ranges == [ByteRange(start, start + (found.claimed or 0))]:
        if found.layout.needs_nothing_after and ranges[0].end < size:
            return Lengths(sound=tuple(ranges), other_follows=other_follows)
        return Lengths(other_follows=other_follows)
    if len(ranges) > 1:
        ranges = [_whole_blocks(each, found) for each in ranges]
    whole = sum(each.end - each.start for each in ranges)
    return Lengths(None, (found.patch(whole),), tuple(ranges), other_follows)


def _byte_ranges(file: BinaryIO, found: _Header, size: int) -> tuple[list[ByteRange], bool]:
    """Find the ranges of samples, and whether another recording follows that cannot be joined."""
    ranges: list[ByteRange] = []
    for _ in range(_MOST_RECORDINGS):
        end, following = _end(file, found, size)
        ranges.append(ByteRange(found.sound.content_at, end))
        if following is None or following.kind != found.kind:
            return ranges, following is not None
        found = following
    return [*ranges, ByteRange(found.sound.content_at, size)], False


def _end(file: BinaryIO, found: _Header, size: int) -> tuple[int, _Header | None]:
    """Find where the samples end, and the header of a recording that follows.

    They end where the header says if chunks follow there, or nothing; otherwise they go on.
    """
    if found.claimed is None:
        return size, None
    end = min(size, found.sound.content_at + found.claimed)
    if size - end < max(_CRUMBS, found.layout.header_bytes):
        return end, None
    padded = end + -(end - found.sound.at) % found.layout.aligned
    for tail in dict.fromkeys((padded, end)):
        chunks_follow, following = _following(file, found, tail, size)
        if chunks_follow:
            return end, following
    return size, None


def _following(file: BinaryIO, found: _Header, at: int, size: int) -> tuple[bool, _Header | None]:
    """Say whether chunks follow from here on, and return the header of sound in them."""
    for chunk in chunks(file, found.layout, at, size):
        file.seek(chunk.at)
        if layout_of(file.read(_HEAD_BYTES)) == found.layout:
            return True, _Header.read(file, found.layout, chunk.at, size)
        if chunk.name == found.layout.sound:
            return True, _Header.of(file, found.layout, chunk, None, found.kind, size)
        if not is_plausible(chunk, size):
            return False, None
    return True, None


def _whole_blocks(byte_range: ByteRange, found: _Header) -> ByteRange:
    return ByteRange(
        byte_range.start, byte_range.end - (byte_range.end - byte_range.start) % found.block_bytes
    )


def _is_placeholder(claimed: int) -> bool:
    if claimed == 0 or any(abs(claimed - largest) < _NEAR for largest in _LARGEST):
        return True
    return claimed >= _LARGE and claimed % _ROUND < _CRUMBS


def _share(claimed: int, there: int) -> float | None:
    return claimed / there if 0 < there < claimed else None


class _Spliced(RandomAccessFile):
    """Parts of a file and new bytes, joined and read as one file."""

    def __init__(self, file: BinaryIO, parts: Sequence[ByteRange | bytes]) -> None:
        self._file = file
        self._parts: list[tuple[int, int, ByteRange | bytes]] = []
        end = 0
        for part in parts:
            size = len(part) if isinstance(part, bytes) else part.end - part.start
            self._parts.append((end, end + size, part))
            end += size
        super().__init__(end)

    @override
    def read_at(self, position: int, size: int) -> bytes:
        for start, end, part in self._parts:
            if start <= position < end:
                return self._content(part, position - start, min(size, end - position))
        return b""

    def _content(self, part: ByteRange | bytes, offset: int, size: int) -> bytes:
        if isinstance(part, bytes):
            return part[offset : offset + size]
        self._file.seek(part.start + offset)
        return self._file.read(size)
