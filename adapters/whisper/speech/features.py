"""From sound to what the encoder takes: log-mel frames, 100 a second."""

from math import ceil
from typing import Final

import numpy as np
from faster_whisper.audio import pad_or_trim
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

from adapters.whisper.settings import AudioContext
from adapters.whisper.sound.pcm import SAMPLE_RATE_HZ, Samples

FULL_FRAMES: Final = 3000
FRAMES_PER_SECOND: Final = 100
# What a model for dynamic contexts needs to hear behind the last word to know that it was the last.
_MARGIN_FRAMES: Final = 100
# Rounding up costs little and lets windows of nearly the same length share a batch.
_STEP_FRAMES: Final = 100
# The spectrum of less than this cannot be computed.
_SHORTEST_SAMPLES: Final = SAMPLE_RATE_HZ // 10

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
        padded: Features = pad_or_trim(frames, self._length(frames.shape[-1]))
        return np.ascontiguousarray(padded, dtype=np.float32)

    def _length(self, frames: int) -> int:
        if self._context is AudioContext.FULL:
            return FULL_FRAMES
        steps = ceil((frames + _MARGIN_FRAMES) / _STEP_FRAMES)
        return min(steps * _STEP_FRAMES, FULL_FRAMES)
