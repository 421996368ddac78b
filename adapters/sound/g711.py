"""Decode G.711, the codec of telephony (ITU-T G.711): a byte is one sample."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from adapters.sound.pcm import FULL_SCALE, Samples

_SIGN: Final = 0x80


def _ulaw_table() -> Samples:
    codes = ~np.arange(256, dtype=np.int32) & 0xFF
    exponent, mantissa = codes >> 4 & 7, codes & 15
    magnitude = ((mantissa << 3) + 0x84 << exponent) - 0x84
    return _signed(magnitude, negative=codes >= _SIGN)


def _alaw_table() -> Samples:
    codes = np.arange(256, dtype=np.int32) ^ 0x55
    exponent, mantissa = codes >> 4 & 7, codes & 15
    linear = (mantissa << 4) + 8
    shifted = (linear + 0x100) << np.maximum(exponent - 1, 0)
    magnitude = np.where(exponent == 0, linear, shifted)
    return _signed(magnitude, negative=codes < _SIGN)


def _signed(magnitude: NDArray[np.int32], *, negative: NDArray[np.bool_]) -> Samples:
    return (np.where(negative, -magnitude, magnitude) / FULL_SCALE).astype(np.float32)


ULAW: Final = _ulaw_table()
"""The sample that each byte of u-law means."""
ALAW: Final = _alaw_table()
"""The sample that each byte of A-law means."""
