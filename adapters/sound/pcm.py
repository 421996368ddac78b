"""The format of decoded sound: 16 kHz, mono, float32 from -1 to 1, one-dimensional."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ: Final = 16_000
# The length of sound that is decoded and searched for speech in one step.
BLOCK_SAMPLES: Final = 2 * SAMPLE_RATE_HZ
FULL_SCALE: Final = 32768.0
"""What 1.0 is in samples of 16 bits."""

Samples = NDArray[np.float32]


def silence(samples: int) -> Samples:
    """Return this many samples of silence."""
    return np.zeros(samples, dtype=np.float32)


def seconds(samples: int) -> float:
    """Return the length of this many samples, in seconds."""
    return samples / SAMPLE_RATE_HZ


def from_16_bits(pcm: bytes) -> Samples:
    """Read whole little-endian samples of 16 bits."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / FULL_SCALE
