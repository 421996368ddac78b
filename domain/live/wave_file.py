"""The beginning of a WAV file whose length is not known yet."""

import struct
from typing import Final

from domain.live.settings import SoundFormat

# The codes of the WAVE format for PCM, A-law and u-law.
_CODES: Final = {
    SoundFormat.PCM_24_KHZ: 1,
    SoundFormat.PCM_16_KHZ: 1,
    SoundFormat.ALAW_8_KHZ: 6,
    SoundFormat.ULAW_8_KHZ: 7,
}
_UNKNOWN: Final = 0xFFFFFFFF  # what recorders write that never fill the length in
HEADER_BYTES: Final = 44


def wave_header(sound_format: SoundFormat) -> bytes:
    """Return the header for sound of one channel."""
    width = sound_format.bytes_per_second // sound_format.rate_hz
    described = struct.pack(
        "<HHIIHH",
        _CODES[sound_format],
        1,
        sound_format.rate_hz,
        sound_format.bytes_per_second,
        width,
        8 * width,
    )
    return b"".join(
        (
            struct.pack("<4sI4s", b"RIFF", _UNKNOWN, b"WAVE"),
            struct.pack("<4sI", b"fmt ", len(described)),
            described,
            struct.pack("<4sI", b"data", _UNKNOWN),
        )
    )


def seconds_of(size_bytes: int, sound_format: SoundFormat) -> float:
    """Return the length of the sound in a file of this size, in seconds."""
    return max(0, size_bytes - HEADER_BYTES) / sound_format.bytes_per_second
