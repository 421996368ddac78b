"""Compute what the encoder takes from sound: log-mel frames, 100 a second."""

from math import ceil
from typing import Final

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples
from adapters.whisper.settings import AudioContext

FULL_FRAMES: Final = 3000
FRAMES_PER_SECOND: Final = 100
# Silence after the last word tells the model that the speech has ended. Measured on 104 real clips
# (benchmarks/RESULTS.md): with one second of silence the model repeats eight clips, with three
# seconds three clips, with six none, and then it makes no more mistakes than with a full context.
# Long windows get a shorter margin: attention over more frames no longer fits into the caches.
_MARGIN_FRAMES: Final = 600
_LEAST_MARGIN_FRAMES: Final = 300
_CHEAP_FRAMES: Final = 2000
# Lengths are rounded up, so that windows of nearly the same length share a batch, which saves more
# than it costs. The length depends on the window alone: the other windows of the batch must not
# change its text.
_STEP_FRAMES: Final = 500
_PARTIAL_MARGIN_FRAMES: Final = 300
_PARTIAL_STEP_FRAMES: Final = 250
# The spectrum of shorter sound cannot be computed.
_SHORTEST_SAMPLES: Final = SAMPLE_RATE_HZ // 10
# Whisper's features reach from their largest value down to 2 below it (8 powers of ten over 4),
# and are never below -1.5, which is the value of silence.
_RANGE: Final = 2.0
_LOWEST: Final = -1.5

Features = NDArray[np.float32]


class Spectrogram:
    """faster-whisper's feature extractor, padded to the length that the encoder needs.

    `window_samples` is the length of sound that the model handles best in one window.
    """

    def __init__(
        self, extractor: FeatureExtractor, context: AudioContext, *, window_seconds: float = 30.0
    ) -> None:
        self._extractor = extractor
        self._context = context
        self.window_samples = round(window_seconds * SAMPLE_RATE_HZ)

    def __call__(self, audio: Samples) -> Features:
        """Return (n_mels, frames): 3000 frames, or with a dynamic context as many as are needed."""
        frames = self._frames(audio)
        full = self._context is AudioContext.FULL
        return padded(frames, FULL_FRAMES if full else short_length(frames.shape[-1]))

    def partial(self, audio: Samples) -> Features:
        """Return the same for speech that goes on, with the shortest context that does for it."""
        frames = self._frames(audio)
        full = self._context is AudioContext.FULL
        return padded(frames, FULL_FRAMES if full else partial_length(frames.shape[-1]))

    def _frames(self, audio: Samples) -> Features:
        missing = max(0, _SHORTEST_SAMPLES - len(audio))
        frames: Features = self._extractor(np.pad(audio, (0, missing)))[..., :-1]
        return frames


def short_length(frames: int) -> int:
    """Return the number of frames that the encoder needs for `frames` frames of sound."""
    ample = min(frames + _MARGIN_FRAMES, _CHEAP_FRAMES)
    needed = max(ample, frames + _LEAST_MARGIN_FRAMES)
    return min(ceil(needed / _STEP_FRAMES) * _STEP_FRAMES, FULL_FRAMES)


def partial_length(frames: int) -> int:
    """Return the number of frames that are enough for a hypothesis about speech that goes on.

    A margin too short makes the model repeat itself now and then; then two hypotheses in a row
    disagree, and nothing is committed.
    """
    return min(
        ceil((frames + _PARTIAL_MARGIN_FRAMES) / _PARTIAL_STEP_FRAMES) * _PARTIAL_STEP_FRAMES,
        FULL_FRAMES,
    )


def padded(features: Features, frames: int = FULL_FRAMES) -> Features:
    """Cut features to `frames` frames, or pad them with silence.

    faster-whisper pads with zeros, which are a loud hum and not silence: with them the model fails
    more often, and even more so the shorter the context is.
    """
    missing = max(0, frames - features.shape[-1])
    silence = max(float(features.max()) - _RANGE, _LOWEST)
    longer = np.pad(features, ((0, 0), (0, missing)), constant_values=silence)
    return np.ascontiguousarray(longer[:, :frames], dtype=np.float32)


def part_of(features: Features, start: float, end: float) -> Features:
    """Copy the features between two times in seconds; at least a tenth of a second."""
    first = max(0, round(start * FRAMES_PER_SECOND))
    last = max(first + FRAMES_PER_SECOND // 10, round(end * FRAMES_PER_SECOND))
    return features[:, first:last]
