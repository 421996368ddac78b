"""A dialogue of two synthetic voices for tests: samples/library-call.mp3."""

from functools import cache
from pathlib import Path

import av
import numpy as np

from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples

_CALL = Path(__file__).parent.parent / "samples" / "library-call.mp3"


@cache
def call() -> Samples:
    """The dialogue, 27 s; the first speaks from 0.6 s on, the second from 6.0 s on."""
    resampler = av.AudioResampler("flt", "mono", SAMPLE_RATE_HZ)
    with av.open(str(_CALL)) as file:
        decoded = [part for frame in file.decode(audio=0) for part in resampler.resample(frame)]
    decoded += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in decoded])


def part(start: float, end: float) -> Samples:
    """Return a part of the dialogue, in seconds."""
    return call()[round(start * SAMPLE_RATE_HZ) : round(end * SAMPLE_RATE_HZ)]
