"""Recordings of speech for tests, made from the digits read out in tests/digits/samples."""

import wave

import numpy as np

from tests.digits_model import SAMPLES
from tests.sound import Samples, noise, nothing


def sample(language: str = "en") -> Samples:
    """Eight seconds in which eight digits are read out."""
    with wave.open(str(SAMPLES / f"digits-{language}.wav")) as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    return frames.astype(np.float32) / np.float32(32768)


def talk(*pauses: float, language: str = "en") -> Samples:
    """Speech, and before each repetition of it a pause; a little hiss throughout."""
    said = sample(language)
    parts = [said, *(part for pause in pauses for part in (nothing(pause), said))]
    speech = np.concatenate(parts)
    return speech + noise(len(speech) / 16_000, level=1e-4)
