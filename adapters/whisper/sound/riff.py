"""What a WAV file's own header says about its length."""

import struct
from typing import BinaryIO, Final

# Programs that write to a pipe cannot know the length and put the largest number there.
_UNKNOWN_LENGTH: Final = 0x7FFF_0000
_HEAD_BYTES: Final = 4096


def declared_seconds(file: BinaryIO) -> float | None:
    """Read the length from the chunks `fmt ` and `data`; None where they do not tell.

    FFmpeg silently takes the length of the file instead when that is shorter, so without this a
    WAV file that broke off would look complete. Source: RIFF, "Multimedia Programming Interface
    and Data Specifications 1.0" (IBM and Microsoft, 1991).
    """
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return None
    bytes_per_second = 0
    at = 12
    while at + 8 <= len(head):
        name, size = struct.unpack_from("<4sI", head, at)
        if name == b"fmt " and at + 20 <= len(head):
            bytes_per_second = struct.unpack_from("<I", head, at + 16)[0]
        if name == b"data":
            known = bytes_per_second and size < _UNKNOWN_LENGTH
            return size / bytes_per_second if known else None
        at += 8 + size + size % 2
    return None
