"""Sound as Whisper takes it: 16 kHz, mono, float32 between -1 and 1, one-dimensional."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ: Final = 16_000
# What is decoded, searched for speech and looked up from at once.
BLOCK_SAMPLES: Final = 2 * SAMPLE_RATE_HZ

Samples = NDArray[np.float32]


def silence(samples: int) -> Samples:
    """Give so many samples of nothing."""
    return np.zeros(samples, dtype=np.float32)


def seconds(samples: int) -> float:
    """Say how long so many samples last."""
    return samples / SAMPLE_RATE_HZ
