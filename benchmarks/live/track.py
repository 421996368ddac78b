"""Real recordings one after another, as one speaker who makes pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.manifest import Recording

RATE: Final = 24_000
_PAUSE_SECONDS: Final = 1.2
_HISS: Final = 3.0  # of 32768: a room is never quite silent

Pcm = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Track:
    """Sound at 24 kHz; `starts` are the seconds at which each recording begins."""

    samples: Pcm
    starts: tuple[float, ...]
    reference: str

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / RATE


def track_of(recordings: Sequence[Recording]) -> Track:
    """Join recordings, with a pause after each."""
    rng = np.random.default_rng(0)
    parts: list[Pcm] = []
    starts: list[float] = []
    at = 0
    for recording in recordings:
        starts.append(at / RATE)
        pause = rng.normal(0.0, _HISS, round(_PAUSE_SECONDS * RATE)).astype(np.int16)
        said = read(recording.path)
        parts += [said, pause]
        at += len(said) + len(pause)
    words = " ".join(each.reference for each in recordings)
    return Track(np.concatenate(parts), tuple(starts), words)


def read(path: Path) -> Pcm:
    """Decode a recording to 24 kHz, mono."""
    resampler = av.AudioResampler("s16", "mono", RATE)
    with av.open(str(path)) as file:
        frames = [part for each in file.decode(audio=0) for part in resampler.resample(each)]
    frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
