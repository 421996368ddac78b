"""The form in which evidence is stored: compact, versioned, and safe to read.

Four letters and a version, then, compressed, the end of what was heard (seconds) and one record for
each window: where it begins, how many frames and local speakers it has, which frames count, the
seconds of clean speech and the probability of speech for each local speaker, the embeddings as
float16, and who speaks in each frame as single bits.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from adapters.diarization.evidence import (
    EMBEDDING_SIZE,
    MOST_LOCAL_SPEAKERS,
    Vectors,
    WindowEvidence,
)
from adapters.diarization.frames import FRAMES
from domain.errors.speakers import VoiceEvidenceUnreadableError

_MAGIC: Final = b"WTVE"
_VERSION: Final = 1
_END: Final = struct.Struct("<d")
_WINDOW: Final = struct.Struct("<dHBHH")
# A minute of windows takes 100 KB; what claims to be larger is not evidence.
_MOST_BYTES: Final = 1 << 23


def packed(windows: Iterable[WindowEvidence], end_seconds: float) -> bytes:
    """Pack the evidence of consecutive windows; the recording was heard until `end_seconds`."""
    body = _END.pack(end_seconds) + b"".join(_packed(window) for window in windows)
    return _MAGIC + bytes([_VERSION]) + zlib.compress(body, 6)


def unpacked(content: bytes) -> tuple[list[WindowEvidence], float]:
    """Return the windows and the end that `packed` was given.

    Raises VoiceEvidenceUnreadableError if it is damaged or of a version that is not known.
    """
    head, body = content[: len(_MAGIC)], content[len(_MAGIC) + 1 :]
    if head != _MAGIC or not body:
        raise VoiceEvidenceUnreadableError("This is not evidence of voices.")
    if content[len(_MAGIC)] != _VERSION:
        raise VoiceEvidenceUnreadableError("This evidence of voices is of another version.")
    try:
        reader = _Reader(_decompressed(body))
        (end_seconds,) = _END.unpack(reader.take(_END.size))
        return list(_windows(reader)), end_seconds
    except (zlib.error, struct.error, ValueError) as error:
        raise VoiceEvidenceUnreadableError("This evidence of voices is damaged.") from error


def _packed(window: WindowEvidence) -> bytes:
    frames, speakers = window.activity.shape
    parts = (
        window.clean_seconds.astype("<f4"),
        window.speech.astype("<f4"),
        window.embeddings.astype("<f2"),
        np.packbits(window.activity),
    )
    kept = window.kept.start, window.kept.stop
    head = _WINDOW.pack(window.start_seconds, frames, speakers, *kept)
    return head + b"".join(part.tobytes() for part in parts)


def _decompressed(body: bytes) -> bytes:
    inflater = zlib.decompressobj()
    content = inflater.decompress(body, _MOST_BYTES)
    if not inflater.eof or inflater.unused_data:
        raise ValueError("too long, cut off, or followed by something else")
    return content


class _Reader:
    """Reads one part of the content after another."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    @property
    def is_done(self) -> bool:
        """Whether all was read."""
        return self._at == len(self._content)

    def take(self, size_bytes: int) -> bytes:
        """Return the next bytes. Raises ValueError if there are fewer."""
        part = self._content[self._at : self._at + size_bytes]
        if len(part) < size_bytes:
            raise ValueError("cut off")
        self._at += size_bytes
        return part

    def floats(self, form: str, number: int) -> Vectors:
        """Return the next numbers of this form."""
        return np.frombuffer(self.take(number * int(form[-1])), form).astype(np.float32)


def _windows(reader: _Reader) -> Iterator[WindowEvidence]:
    while not reader.is_done:
        start, frames, speakers, first, behind = _WINDOW.unpack(reader.take(_WINDOW.size))
        if frames > FRAMES or speakers > MOST_LOCAL_SPEAKERS or not first <= behind <= frames:
            raise ValueError("impossible sizes")
        clean, speech = reader.floats("<f4", speakers), reader.floats("<f4", speakers)
        embeddings = reader.floats("<f2", speakers * EMBEDDING_SIZE)
        bits = np.frombuffer(reader.take((frames * speakers + 7) // 8), np.uint8)
        activity = np.unpackbits(bits, count=frames * speakers).astype(bool)
        yield WindowEvidence(
            start_seconds=start,
            activity=activity.reshape(frames, speakers),
            kept=slice(first, behind),
            embeddings=embeddings.reshape(speakers, EMBEDDING_SIZE),
            clean_seconds=clean,
            speech=speech,
        )
