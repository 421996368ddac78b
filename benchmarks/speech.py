"""Make speech to measure with from the digits read out in tests/digits/samples."""

import wave
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 16_000
SAMPLES: Final = Path(__file__).parent.parent / "tests" / "digits" / "samples"
_LANGUAGES: Final = ("en", "de", "fr", "es")
_HISS: Final = 3.0  # of 32768: a room is never quite silent
_BLOCK_SECONDS: Final = 60

Pcm = NDArray[np.int16]


def long_recording(path: Path, seconds: float, *, seed: int = 0) -> Path:
    """Write a WAV file of speech with pauses of 0.2 to 3 s, a piece at a time."""
    left = round(seconds * RATE)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for piece in _talk(seed):
            file.writeframes(piece[:left].tobytes())
            left -= min(left, len(piece))
            if not left:
                return path
    raise AssertionError("talk never ends")


def silent_recording(path: Path, seconds: float) -> Path:
    """Write a WAV file in which every sample is 0."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for _ in range(round(seconds / _BLOCK_SECONDS)):
            file.writeframes(bytes(2 * RATE * _BLOCK_SECONDS))
    return path


def clips(folder: Path, count: int, *, seed: int = 0) -> list[Path]:
    """Write clips of 5 to 15 s."""
    rng = np.random.default_rng(seed)
    lengths = rng.uniform(5.0, 15.0, count)
    return [
        long_recording(folder / f"clip-{number}.wav", length, seed=seed + number)
        for number, length in enumerate(lengths)
    ]


def _talk(seed: int) -> Iterator[Pcm]:
    rng = np.random.default_rng(seed)
    spoken = [_read(SAMPLES / f"digits-{language}.wav") for language in _LANGUAGES]
    for speech in cycle(spoken):
        start = int(rng.integers(0, len(speech) // 2))
        yield speech[start:]
        pause = rng.normal(0.0, _HISS, int(rng.uniform(0.2, 3.0) * RATE))
        yield pause.astype(np.int16)


def _read(path: Path) -> Pcm:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
