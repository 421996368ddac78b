"""Real recordings one after another, as one speaker who makes pauses."""

import io
import wave
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
# The recordings differ in loudness by 45 dB. Speech detection takes the quietest for silence if it
# comes after the loudest, so all are brought to one level: 0.08 of full scale, as an average.
_LEVEL: Final = 2_600.0
_LOUDEST: Final = 32_000.0

Pcm = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Track:
    """Sound at 24 kHz; `starts` are the seconds at which each recording begins."""

    samples: Pcm
    recordings: tuple[Recording, ...]
    starts: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / RATE

    @property
    def language(self) -> str | None:
        """The language of all recordings."""
        return self.recordings[0].language

    @property
    def reference(self) -> str:
        """What is said in it."""
        return " ".join(each.reference for each in self.recordings)

    def part(self, index: int) -> Pcm:
        """Return the sound of one recording, with the pause after it."""
        bounds = [*(round(start * RATE) for start in self.starts), len(self.samples)]
        return self.samples[bounds[index] : bounds[index + 1]]


def track_of(recordings: Sequence[Recording], *, pause_seconds: float = _PAUSE_SECONDS) -> Track:
    """Join recordings at one level, with a pause after each."""
    rng = np.random.default_rng(0)
    parts: list[Pcm] = []
    starts: list[float] = []
    at = 0
    for recording in recordings:
        starts.append(at / RATE)
        pause = rng.normal(0.0, _HISS, round(pause_seconds * RATE)).astype(np.int16)
        said = read(recording.path)
        if not recording.speechless:
            said = _levelled(said)
        parts += [said, pause]
        at += len(said) + len(pause)
    return Track(np.concatenate(parts), tuple(recordings), tuple(starts))


def tracks_of(
    recordings: Sequence[Recording], languages: Sequence[str], *, seconds: float
) -> list[Track]:
    """Make a track of about this length in each language; one named twice gets others."""
    left = [each for each in recordings if each.listed and each.kind in {"read", "phone"}]
    tracks: list[Track] = []
    for language in languages:
        taken: list[Recording] = []
        for recording in [each for each in left if each.language == language]:
            if sum(each.seconds + _PAUSE_SECONDS for each in taken) >= seconds:
                break
            taken.append(recording)
            left.remove(recording)
        tracks.append(track_of(taken))
    return tracks


def read(path: Path) -> Pcm:
    """Decode a recording to 24 kHz, mono."""
    resampler = av.AudioResampler("s16", "mono", RATE)
    with av.open(str(path)) as file:
        frames = [part for each in file.decode(audio=0) for part in resampler.resample(each)]
    frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])


def wav_of(samples: Pcm) -> bytes:
    """Return the samples as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(samples.tobytes())
    return file.getvalue()


def _levelled(samples: Pcm) -> Pcm:
    """Bring a recording to the common level, or as near as its loudest sample allows."""
    exact = samples.astype(np.float32)
    loudness = float(np.sqrt(np.mean(exact**2)))
    factor = min(_LEVEL / max(loudness, 1.0), _LOUDEST / max(float(np.abs(exact).max()), 1.0))
    return (exact * factor).astype(np.int16)
