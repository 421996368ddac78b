"""Turn sound into what the encoder takes: log-mel frames, 100 a second."""

from math import ceil
from typing import Final

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples
from adapters.whisper.settings import AudioContext

FULL_FRAMES: Final = 3000
FRAMES_PER_SECOND: Final = 100
# Silence behind the last word tells the model that it was the last. Measured on 104 real clips
# (benchmarks/RESULTS.md): with one second of it the model says eight clips twice or more, with
# three seconds three, with six none, and then it makes no more mistakes than with a full context.
# What longer windows would cost is bounded: attention over more frames leaves the caches.
_MARGIN_FRAMES: Final = 600
_LEAST_MARGIN_FRAMES: Final = 300
_CHEAP_FRAMES: Final = 2000
# Rounding up lets windows of nearly the same length share a batch, which saves more than it costs.
# It must depend on the window alone: its text may not change with those beside it.
_STEP_FRAMES: Final = 500
# The spectrum of less than this cannot be computed.
_SHORTEST_SAMPLES: Final = SAMPLE_RATE_HZ // 10
# Whisper's features reach from their largest value down to 2 below it (8 powers of ten over 4),
# and never lie under -1.5: that is how silence looks.
_RANGE: Final = 2.0
_LOWEST: Final = -1.5

Features = NDArray[np.float32]


class Spectrogram:
    """faster-whisper's own feature extractor, at the length that the encoder is to be given.

    `window_samples` is how much sound the model is best given at once.
    """

    def __init__(
        self, extractor: FeatureExtractor, context: AudioContext, *, window_seconds: float = 30.0
    ) -> None:
        self._extractor = extractor
        self._context = context
        self.window_samples = round(window_seconds * SAMPLE_RATE_HZ)

    def __call__(self, audio: Samples) -> Features:
        """Give (n_mels, frames): 3000 frames, or with a dynamic context as many as are needed."""
        missing = max(0, _SHORTEST_SAMPLES - len(audio))
        frames = self._extractor(np.pad(audio, (0, missing)))[..., :-1]
        full = self._context is AudioContext.FULL
        return padded(frames, FULL_FRAMES if full else short_length(frames.shape[-1]))


def short_length(frames: int) -> int:
    """Give how many frames the encoder needs for so many frames of sound."""
    ample = min(frames + _MARGIN_FRAMES, _CHEAP_FRAMES)
    needed = max(ample, frames + _LEAST_MARGIN_FRAMES)
    return min(ceil(needed / _STEP_FRAMES) * _STEP_FRAMES, FULL_FRAMES)


def padded(features: Features, frames: int = FULL_FRAMES) -> Features:
    """Cut or lengthen features to so many frames, with silence.

    faster-whisper pads with zeros, which are no silence but a loud hum: with them the model loses
    its way more often, and more so the shorter the context.
    """
    missing = max(0, frames - features.shape[-1])
    silence = max(float(features.max()) - _RANGE, _LOWEST)
    longer = np.pad(features, ((0, 0), (0, missing)), constant_values=silence)
    return np.ascontiguousarray(longer[:, :frames], dtype=np.float32)


def part_of(features: Features, start: float, end: float) -> Features:
    """Copy the features between two moments, in seconds; a tenth of a second at the least."""
    first = max(0, round(start * FRAMES_PER_SECOND))
    last = max(first + FRAMES_PER_SECOND // 10, round(end * FRAMES_PER_SECOND))
    return features[:, first:last]
