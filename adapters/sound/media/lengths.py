"""How much sound a file really holds, whatever its header says about that."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from typing_extensions import Buffer, override

from adapters.sound.media.chunks import (
    Chunk,
    Layout,
    chunks,
    is_plausible,
    layout_of,
    long_length,
)

_HEAD_BYTES: Final = 40
# Who writes to a pipe cannot know the length. Some put 0 there, some about the largest number that
# 31, 32, 63 or 64 bits hold, some a round one.
_LARGEST: Final = (1 << 31, 1 << 32, 1 << 63, 1 << 64)
_NEAR: Final = 1 << 17
_LARGE: Final = 100_000_000
_ROUND: Final = 1_000_000
# Each costs a few reads; of what lies behind so many, headers are taken for (very short) sound.
_MOST_RECORDINGS: Final = 1000
# Odd bytes at the end, with which nothing can be done.
_CRUMBS: Final = 16


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of a file, from `start` to before `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lengths:
    """What a file claims about its sound, and what was found.

    `claimed_share` is how many times as much sound as there is the header claims, if more; where
    the file was cut off, the rest is missing. `patches` are the bytes of the header that were
    wrong, `sound` is where the samples are, if FFmpeg is to be given them alone. `other_follows`
    tells that behind the recording there is another that cannot be joined to it.
    """

    claimed_share: float | None = None
    patches: tuple[tuple[int, bytes], ...] = ()
    sound: tuple[Stretch, ...] = ()
    other_follows: bool = False


def lengths_of(file: BinaryIO) -> Lengths | None:
    """Compare a file's header with its bytes; None for a file whose header is not understood.

    The bytes decide. A length of zero, or one that programs write when they do not know it, is no
    claim. Where sound goes on behind a length that is too small, or another recording of the same
    kind follows, all of it counts.
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
    """Give the file as it would be with the right lengths in its header."""
    file.seek(0)
    if lengths is None or not lengths.sound:
        return file
    parts: list[Stretch | bytes] = []
    at = 0
    for place, content in lengths.patches:
        parts += [Stretch(at, place), content]
        at = place + len(content)
    return io.BufferedReader(
        _Spliced(file, [*parts, Stretch(at, lengths.sound[0].start), *lengths.sound])
    )


def _lengths_of_au(head: bytes, size: int) -> Lengths:
    """Read the header of an AU file; FFmpeg takes all that follows it for sound anyway."""
    start, claimed = int.from_bytes(head[4:8], "big"), int.from_bytes(head[8:12], "big")
    return Lengths() if _is_placeholder(claimed) else Lengths(_share(claimed, size - start))


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of a file, or of one that lies in another: the chunk of sound, and its format."""

    layout: Layout
    sound: Chunk
    claimed: int | None
    length_at: int
    length_bytes: int
    kind: bytes

    @classmethod
    def read(cls, file: BinaryIO, layout: Layout, at: int, end: int) -> "_Header | None":
        """Read up to the chunk of sound; None where there is none."""
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
        """How many bytes belong together, so that no sample is torn apart."""
        return max(1, int.from_bytes(self.kind[12:14], "little"))

    def patch(self, size: int) -> tuple[int, bytes]:
        """Say what to write where, so that the header claims so many bytes of sound."""
        if self.length_bytes == self.layout.length_bytes:
            return self.length_at, self.layout.length_field(size)
        return self.length_at, size.to_bytes(self.length_bytes, self.layout.byte_order)


def _compared(file: BinaryIO, found: _Header, size: int) -> Lengths:
    start = found.sound.content_at
    if found.claimed is not None and start + found.claimed > size:
        return Lengths(claimed_share=_share(found.claimed, size - start))
    stretches, other_follows = _stretches(file, found, size)
    if stretches == [Stretch(start, start + (found.claimed or 0))]:
        if found.layout.needs_nothing_behind and stretches[0].end < size:
            return Lengths(sound=tuple(stretches), other_follows=other_follows)
        return Lengths(other_follows=other_follows)
    if len(stretches) > 1:
        stretches = [_whole_blocks(each, found) for each in stretches]
    whole = sum(each.end - each.start for each in stretches)
    return Lengths(None, (found.patch(whole),), tuple(stretches), other_follows)


def _stretches(file: BinaryIO, found: _Header, size: int) -> tuple[list[Stretch], bool]:
    """Find where the samples are; and tell whether something follows that cannot be joined."""
    stretches: list[Stretch] = []
    for _ in range(_MOST_RECORDINGS):
        end, following = _end(file, found, size)
        stretches.append(Stretch(found.sound.content_at, end))
        if following is None or following.kind != found.kind:
            return stretches, following is not None
        found = following
    return [*stretches, Stretch(found.sound.content_at, size)], False


def _end(file: BinaryIO, found: _Header, size: int) -> tuple[int, _Header | None]:
    """Find where the samples end, and the header of a recording that follows.

    They end where the header says if chunks follow there, or nothing; else they go on.
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
    """Tell whether chunks follow from here on, and whether there is more sound in them."""
    for chunk in chunks(file, found.layout, at, size):
        file.seek(chunk.at)
        if layout_of(file.read(_HEAD_BYTES)) == found.layout:
            return True, _Header.read(file, found.layout, chunk.at, size)
        if chunk.name == found.layout.sound:
            return True, _Header.of(file, found.layout, chunk, None, found.kind, size)
        if not is_plausible(chunk, size):
            return False, None
    return True, None


def _whole_blocks(stretch: Stretch, found: _Header) -> Stretch:
    return Stretch(stretch.start, stretch.end - (stretch.end - stretch.start) % found.block_bytes)


def _is_placeholder(claimed: int) -> bool:
    if claimed == 0 or any(abs(claimed - largest) < _NEAR for largest in _LARGEST):
        return True
    return claimed >= _LARGE and claimed % _ROUND < _CRUMBS


def _share(claimed: int, there: int) -> float | None:
    return claimed / there if 0 < there < claimed else None


class _Spliced(io.RawIOBase):
    """Parts of a file and bytes of our own, one behind the other, read as one file."""

    def __init__(self, file: BinaryIO, parts: Sequence[Stretch | bytes]) -> None:
        super().__init__()
        self._file = file
        self._at = 0
        self._parts: list[tuple[int, int, Stretch | bytes]] = []
        end = 0
        for part in parts:
            size = len(part) if isinstance(part, bytes) else part.end - part.start
            self._parts.append((end, end + size, part))
            end += size
        self._size = end

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def tell(self) -> int:
        return self._at

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        target = memoryview(buffer).cast("B")
        for start, end, part in self._parts:
            if start <= self._at < end:
                content = self._content(part, self._at - start, min(len(target), end - self._at))
                target[: len(content)] = content
                self._at += len(content)
                return len(content)
        return 0

    def _content(self, part: Stretch | bytes, offset: int, size: int) -> bytes:
        if isinstance(part, bytes):
            return part[offset : offset + size]
        self._file.seek(part.start + offset)
        return self._file.read(size)
