"""Silence, noise and music in simulated time: every word that is told is made up."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.live.simulated import simulate
from benchmarks.live.track import RATE, Pcm, track_of
from benchmarks.quality.manifest import Recording

_LEVELS: Final = (10, 30, 100, 300, 1_000, 3_000)  # of 32768
_NOISE_SECONDS: Final = 120
_SILENCE_SECONDS: Final = 600


async def measure(model: Path, recordings: Sequence[Recording]) -> None:
    """Print the words of each sound, and their sum; in sung music there are words."""
    sung = [each.file for each in recordings if each.sung]
    seconds, words = 0.0, 0
    for name, samples in _sounds(recordings).items():
        heard, _ = await simulate(model, samples, language=None)
        count, length = len(heard.text.split()), len(samples) / RATE
        print(f"{name}: {count} words in {length:.0f} s {heard.text.strip()!r}", flush=True)
        if name not in sung:
            seconds, words = seconds + length, words + count
    print(f"| {seconds / 60:.0f} min without speech | {words} words |")


def _sounds(recordings: Sequence[Recording]) -> Mapping[str, Pcm]:
    sounds = {each.file: track_of([each]).samples for each in recordings if each.speechless}
    rng = np.random.default_rng(0)
    for level in _LEVELS:
        noise = rng.normal(0.0, level, _NOISE_SECONDS * RATE)
        sounds[f"noise of level {level}"] = noise.astype(np.int16)
    sounds["digital silence"] = np.zeros(_SILENCE_SECONDS * RATE, dtype=np.int16)
    return sounds
