"""Name the blob of a waveform, and write and read its content."""

import json
from typing import Final

from domain.job import BlobKey
from domain.waveform import Waveform

PICTURES: Final = "waveforms"


def waveform_key_of(recording: BlobKey) -> BlobKey:
    """Name the blob that holds the waveform of a recording; both are deleted together."""
    return BlobKey(f"{PICTURES}/{recording.rpartition('/')[2]}")


def written(waveform: Waveform) -> bytes:
    """Write a waveform."""
    return json.dumps([waveform.duration_seconds, waveform.peaks]).encode()


def read(data: bytes) -> Waveform:
    """Read a waveform. Raises ValueError for what is none."""
    duration, peaks = json.loads(data)
    return Waveform(duration, tuple(peaks))
