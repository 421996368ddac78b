"""Read sound from standard input: raw samples, or a WAV file that grows."""

import asyncio
import os
import stat
import struct
from collections.abc import AsyncIterator
from typing import BinaryIO, Final

from domain.errors.kinds import FieldError, InvalidRequestError
from domain.live.settings import SoundFormat

_PIECE_BYTES: Final = 3_200  # a tenth of a second at 16 kHz
_HEAD_BYTES: Final = 4_096
_PCM, _ALAW, _ULAW, _EXTENSIBLE = 1, 6, 7, 0xFFFE
_FORMATS: Final = {
    (_PCM, 16_000, 2): SoundFormat.PCM_16_KHZ,
    (_PCM, 24_000, 2): SoundFormat.PCM_24_KHZ,
    (_ALAW, 8_000, 1): SoundFormat.ALAW_8_KHZ,
    (_ULAW, 8_000, 1): SoundFormat.ULAW_8_KHZ,
}
_USABLE: Final = (
    "Send one channel of 16 bits at 16,000 or 24,000 samples a second, for example with: "
    "arecord -f S16_LE -r 16000 -c 1 | transcriber listen"
)


async def pieces_of(file: BinaryIO) -> AsyncIterator[bytes]:
    """Yield what comes, as soon as it comes, until the end."""
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # never waits
        while piece := file.read(_PIECE_BYTES):
            yield piece
            await asyncio.sleep(0)
        return
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    while piece := await reader.read(_PIECE_BYTES):
        yield piece


async def opened(pieces: AsyncIterator[bytes], rate: int) -> tuple[SoundFormat, bytes]:
    """Read the beginning; return the format, and the sound that was read with it.

    Sound without a header has `rate` samples a second. Raises InvalidRequestError.
    """
    head = b""
    while len(head) < _HEAD_BYTES:
        piece = await anext(pieces, b"")
        head += piece
        if not piece or (len(head) > len(b"RIFF") and not head.startswith(b"RIFF")):
            break
        if head.startswith(b"RIFF") and b"data" in head[:-4]:
            break
    if not head.startswith(b"RIFF"):
        return _format(_PCM, 1, rate, 2), head
    return _of_wave(head)


def _of_wave(head: bytes) -> tuple[SoundFormat, bytes]:
    at, found = 12, None
    while at + 8 <= len(head):
        name, size = struct.unpack_from("<4sI", head, at)
        if name == b"data" and found is not None:
            return found, head[at + 8 :]
        if name == b"fmt " and at + 24 <= len(head):
            code, channels, rate, _, width = struct.unpack_from("<HHIIH", head, at + 8)
            found = _format(_PCM if code == _EXTENSIBLE else code, channels, rate, width)
        at += 8 + size + size % 2
    raise InvalidRequestError(FieldError("sound", f"This is no usable WAV file. {_USABLE}"))


def _format(code: int, channels: int, rate: int, width: int) -> SoundFormat:
    found = _FORMATS.get((code, rate, width))
    if found is None or channels != 1:
        raise InvalidRequestError(
            FieldError("sound", f"This sound cannot be taken as it comes. {_USABLE}")
        )
    return found
