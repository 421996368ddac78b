"""Files that are small to send and large to decode."""

import io
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
