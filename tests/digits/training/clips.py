"""Clips: short recordings of one or several words whose times are known."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.digits.training.features import SAMPLE_RATE
from tests.digits.training.speech_synthesis import Waveform

NOT_A_DIGIT = -1
_FRAME = SAMPLE_RATE // 200  # 5 ms
_TRIM_DECIBELS = 30.0
_PADDING = int(0.03 * SAMPLE_RATE)
_STORED_RMS = 2500.0


@dataclass(frozen=True)
class Word:
    """One spoken word; its times are in seconds."""

    digit: int
    start: float
    end: float

    def moved(self, offset: float, stretch: float = 1.0) -> "Word":
        """Place the word on another time axis."""
        return Word(self.digit, self.start * stretch + offset, self.end * stretch + offset)


@dataclass(frozen=True)
class Clip:
    """A recording at 16 kHz in 16-bit samples, loudness evened out, with its words."""

    samples: NDArray[np.int16]
    words: tuple[Word, ...]
    language: str
    speaker: str


def audible_span(samples: Waveform) -> tuple[int, int]:
    """Find the first and last sample that are less than 30 dB below the loudest 5 ms."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    if not len(frames):
        return 0, len(samples)
    power = (frames.astype(np.float64) ** 2).mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 10 ** (-_TRIM_DECIBELS / 10))
    if not len(loud):
        return 0, len(samples)
    return int(loud[0]) * _FRAME, int(loud[-1] + 1) * _FRAME


def make_clip(
    samples: Waveform,
    digits: tuple[int, ...],
    starts: tuple[float, ...],
    speaker: str,
    language: str,
) -> Clip:
    """Trim a recording and the words in it to what can be heard.

    `starts` says, in seconds, roughly where each word begins; a word lasts at most to the next.
    """
    bounds = [int(start * SAMPLE_RATE) for start in starts] + [len(samples)]
    spans = []
    for begin, end in pairwise(bounds):
        first, last = audible_span(samples[begin:end])
        spans.append((begin + first, begin + last))
    cut_from = max(0, spans[0][0] - _PADDING)
    kept = samples[cut_from : spans[-1][1] + _PADDING]
    words = tuple(
        Word(digit, (first - cut_from) / SAMPLE_RATE, (last - cut_from) / SAMPLE_RATE)
        for digit, (first, last) in zip(digits, spans, strict=True)
    )
    return Clip(_level(_fade(kept)), words, language, speaker)


def _fade(samples: Waveform) -> Waveform:
    """Soften the cut edges over 5 ms so that they do not click."""
    faded = samples.copy()
    edge = min(_FRAME, len(faded) // 2)
    ramp = np.linspace(0.0, 1.0, edge, dtype=np.float32)
    faded[:edge] *= ramp
    faded[len(faded) - edge :] *= ramp[::-1]
    return faded


def _level(samples: Waveform) -> NDArray[np.int16]:
    rms = float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) + 1e-9
    gain = min(_STORED_RMS / rms, 32_000.0 / (float(np.abs(samples).max()) + 1e-9))
    return (samples * gain).astype(np.int16)
