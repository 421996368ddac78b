"""Files that are small to send and large to decode."""

import io
import struct
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import av

SLOWEST_HZ = 1_000


def raw_blocks(*sizes: int, rate: int = SLOWEST_HZ) -> bytes:
    """Write a Matroska file of raw 8-bit sound (silence), in blocks of so many samples.

    At 1000 Hz one byte becomes sixteen samples of 16 kHz.
    """
    buffer = io.BytesIO()
    output: Any = av.open(buffer, "w", format="matroska")
    with output:
        track = output.add_stream("pcm_u8", rate=rate, layout="mono")
        at = 0
        for size in sizes:
            packet = av.Packet(b"\x80" * size)
            packet.stream = track
            packet.time_base = Fraction(1, rate)
            packet.pts = packet.dts = at
            packet.duration = size
            output.mux(packet)
            at += size
    return buffer.getvalue()


def with_one_large_block(size: int, small: Sequence[int] = (100,) * 30) -> bytes:
    """Write small blocks, which look like any recording, and then a large one."""
    return raw_blocks(*small, size)


def crowded_mp4(samples: int = 100_000_000) -> bytes:
    """Write an MP4 of 700 bytes that claims so many samples: FFmpeg makes an entry for each."""
    sound = _box(b".mp3", bytes(6), struct.pack(">H8xHHHHI", 1, 1, 16, 0, 0, 16_000 << 16))
    table = _box(
        b"stbl",
        _full_box(b"stsd", _numbers(1), sound),
        _full_box(b"stts", _numbers(1, samples, 1024)),
        _full_box(b"stsc", _numbers(1, 1, samples, 1)),
        _full_box(b"stsz", _numbers(1, samples)),
        _full_box(b"stco", _numbers(1, 48)),
    )
    media = _box(
        b"mdia",
        _full_box(b"mdhd", _numbers(0, 0, 16_000, samples), bytes(4)),
        _full_box(b"hdlr", _numbers(0), b"soun", bytes(13)),
        _box(b"minf", _full_box(b"smhd", bytes(4)), table),
    )
    track = _box(b"trak", _full_box(b"tkhd", _numbers(0, 0, 1, 0, samples), bytes(60)), media)
    movie = _box(b"moov", _full_box(b"mvhd", _numbers(0, 0, 1000, 1000), bytes(80)), track)
    return _box(b"ftyp", b"isom", _numbers(0), b"isom") + movie + _box(b"mdat", bytes(200))


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), name) + body


def _full_box(name: bytes, *parts: bytes) -> bytes:
    return _box(name, bytes(4), *parts)


def _numbers(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)
