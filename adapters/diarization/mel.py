"""Compute log-mel filterbanks as Kaldi does, block by block."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples

MEL_BINS: Final = 80
HOP_SAMPLES: Final = SAMPLE_RATE_HZ // 100
FRAME_SAMPLES: Final = SAMPLE_RATE_HZ // 40
_FFT_SAMPLES: Final = 512
_PRE_EMPHASIS: Final = 0.97
_LOWEST_HZ: Final = 20.0
_FLOOR: Final = np.float32(np.finfo(np.float32).eps)
# A spectrum takes 4 KB for each frame: more at once would only take memory.
_FRAMES_AT_ONCE: Final = 256

Mels = NDArray[np.float32]
"""Frames x 80, a frame each 10 ms."""


def log_mels(samples: Samples) -> Mels:
    """Return the log-mel energies of all whole frames of 25 ms, one each 10 ms.

    They equal Kaldi's `compute-fbank-feats` without dither, with 80 bins from 20 Hz to 8 kHz, on
    samples from -1 to 1: that is what the embedding model was trained on. The mean is not removed.
    """
    if len(samples) < FRAME_SAMPLES:
        return np.zeros((0, MEL_BINS), dtype=np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME_SAMPLES)[::HOP_SAMPLES]
    starts = range(0, len(frames), _FRAMES_AT_ONCE)
    return np.concatenate([_log_mels(frames[at : at + _FRAMES_AT_ONCE]) for at in starts])


def _log_mels(frames: Samples) -> Mels:
    centred = frames - frames.mean(axis=1, keepdims=True)
    emphasised = centred.copy()
    emphasised[:, 1:] -= _PRE_EMPHASIS * centred[:, :-1]
    emphasised[:, 0] *= 1 - _PRE_EMPHASIS
    spectrum = np.fft.rfft(emphasised * _povey_window(), _FFT_SAMPLES)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    mels: Mels = np.log(np.maximum(power[:, :-1] @ _triangles(), _FLOOR))
    return mels


@cache
def _povey_window() -> Samples:
    """Return Kaldi's default window, a Hann window raised to 0.85."""
    window = (
        0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME_SAMPLES) / (FRAME_SAMPLES - 1))
    ) ** 0.85
    return window.astype(np.float32)


@cache
def _triangles() -> Mels:
    """Return the weights of the FFT's bins in each mel bin; bins x 80."""
    edges = np.linspace(_mel(_LOWEST_HZ), _mel(SAMPLE_RATE_HZ / 2), MEL_BINS + 2)
    at = _mel(np.arange(_FFT_SAMPLES // 2) * SAMPLE_RATE_HZ / _FFT_SAMPLES)[:, None]
    rising = (at - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - at) / (edges[2:] - edges[1:-1])
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)


def _mel(hertz: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(1127.0 * np.log(1.0 + np.asarray(hertz) / 700.0))
