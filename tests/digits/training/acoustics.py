"""What rooms, microphones, lines and other noise do to speech."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from tests.digits.training.chance import happens
from tests.digits.training.features import SAMPLE_RATE
from tests.digits.training.speech_synthesis import Waveform

NOISE_SECONDS: Final = 40
_COLOURS: Final = {"white": 0.0, "pink": 0.5, "brown": 1.0, "dull": 1.5}
"""Exponents: the amplitude of coloured noise falls with frequency to this power."""


def coloured_noise(exponent: float, length: int, random: np.random.Generator) -> Waveform:
    """Make noise whose amplitude falls as frequency ** -exponent above 20 Hz; its RMS is 1."""
    spectrum = fft.rfft(random.standard_normal(length).astype(np.float32))
    frequencies = np.maximum(fft.rfftfreq(length, 1 / SAMPLE_RATE), 20.0)
    noise = fft.irfft(spectrum * frequencies**-exponent, length)
    return np.asarray(noise / np.sqrt(np.mean(noise**2)), dtype=np.float32)


def mains_hum(length: int, random: np.random.Generator) -> Waveform:
    """Make a hum of 50 or 60 Hz with its harmonics; its RMS is 1."""
    time = np.arange(length) / SAMPLE_RATE
    base = random.choice([50.0, 60.0])
    hum = sum(
        random.uniform(0.1, 1.0) / harmonic * np.sin(2 * np.pi * base * harmonic * time + phase)
        for harmonic, phase in enumerate(random.uniform(0, 6.28, 8), start=1)
    )
    return np.asarray(hum / np.sqrt(np.mean(hum**2)), dtype=np.float32)


def babble(
    voices: Sequence[NDArray[np.int16]], length: int, random: np.random.Generator
) -> Waveform:
    """Let several people talk at once without pause; its RMS is 1."""
    mixture = np.zeros(length, np.float32)
    for _ in range(int(random.integers(3, 8))):
        position = -int(random.integers(0, SAMPLE_RATE))
        while position < length:
            voice = voices[int(random.integers(len(voices)))]
            begin, end = max(0, position), min(length, position + len(voice))
            if end > begin:
                mixture[begin:end] += voice[begin - position : end - position]
            position += len(voice) + int(random.integers(0, SAMPLE_RATE // 2))
    return np.asarray(mixture / (np.sqrt(np.mean(mixture**2)) + 1e-9), dtype=np.float32)


class NoiseBank:
    """Long stretches of many noises, made once and cut at random afterwards."""

    def __init__(self, voices: Sequence[NDArray[np.int16]], random: np.random.Generator) -> None:
        length = NOISE_SECONDS * SAMPLE_RATE
        self._noises = [
            coloured_noise(exponent + random.uniform(-0.2, 0.2), length, random)
            for exponent in _COLOURS.values()
            for _ in range(3)
        ]
        self._noises += [mains_hum(length, random) for _ in range(3)]
        self._noises += [babble(voices, length, random) for _ in range(5)]

    def cut(self, length: int, random: np.random.Generator) -> Waveform:
        """Return noise of RMS 1, at times swelling and fading."""
        noise = self._noises[int(random.integers(len(self._noises)))]
        start = int(random.integers(0, len(noise) - length + 1))
        piece = noise[start : start + length]
        if happens(0.3, random):
            time = np.arange(length) / SAMPLE_RATE
            swell = 1.0 + 0.8 * np.sin(
                6.28 * random.uniform(0.1, 1.5) * time + random.uniform(0, 6)
            )
            piece = (piece * swell).astype(np.float32)
        return piece


def room_response(length: int, random: np.random.Generator) -> Waveform:
    """Make a direct sound followed by exponentially decaying reflections (RT60 0.1 to 0.6 s)."""
    decay_seconds = random.uniform(0.1, 0.6)
    taps = min(length, int(decay_seconds * SAMPLE_RATE))
    decay = 10.0 ** (-3.0 * np.arange(taps) / taps)
    response = random.standard_normal(taps) * decay
    response *= 10 ** (random.uniform(-22, -6) / 20) / np.sqrt(np.sum(response**2) + 1e-9)
    response[: SAMPLE_RATE // 500] = 0.0  # no reflection in the first 2 ms
    response[0] = 1.0
    return response.astype(np.float32)


def line_response(bins: int, random: np.random.Generator) -> NDArray[np.float32]:
    """Draw the frequency response of a microphone and a line, `bins` values from 0 to 8 kHz."""
    frequencies = np.linspace(0.0, SAMPLE_RATE / 2, bins)
    decibels = np.zeros(bins)
    if happens(0.7, random):
        points = np.linspace(0.0, np.log2(SAMPLE_RATE / 2 / 60), 7)
        octaves = np.log2(np.maximum(frequencies, 60.0) / 60.0)
        decibels += np.interp(octaves, points, random.normal(0.0, random.uniform(1, 6), 7))
    if happens(0.5, random):  # telephones, dull codecs, 8 kHz recordings
        highest = random.choice([3300.0, 3800.0, 4000.0, random.uniform(3000, 8000)])
        decibels -= np.maximum(frequencies - highest, 0.0) * random.uniform(0.05, 0.5)
    if happens(0.3, random):
        lowest = random.uniform(80.0, 350.0)
        decibels -= np.maximum(lowest - frequencies, 0.0) * random.uniform(0.05, 0.3)
    return (10.0 ** (np.maximum(decibels, -90.0) / 20)).astype(np.float32)


def transmit(speech: Waveform, random: np.random.Generator) -> Waveform:
    """Send speech through a random room, microphone and line in one multiplication."""
    length = fft.next_fast_len(len(speech) + SAMPLE_RATE // 2, real=True)
    spectrum = fft.rfft(speech, length)
    spectrum *= line_response(len(spectrum), random)
    if happens(0.35, random):
        spectrum *= fft.rfft(room_response(len(speech), random), length)
    return np.asarray(fft.irfft(spectrum, length)[: len(speech)], dtype=np.float32)


def degrade(speech: Waveform, noises: NoiseBank, random: np.random.Generator) -> Waveform:
    """Apply a room, a line, noise at 3 to 45 dB, a level and at times clipping."""
    heard = transmit(speech, random) if happens(0.85, random) else speech
    active = np.abs(heard) > 1e-3 * (np.abs(heard).max() + 1e-9)
    rms = float(np.sqrt(np.mean(heard[active] ** 2))) if active.any() else 0.05
    if happens(0.8, random):
        ratio = random.uniform(3.0, 25.0) if happens(0.5, random) else random.uniform(20.0, 45.0)
        heard = heard + noises.cut(len(heard), random) * (rms * 10 ** (-ratio / 20))
    peak = float(np.abs(heard).max()) + 1e-9
    heard = heard * (10 ** (random.uniform(-30.0, 0.0) / 20) / peak)
    if happens(0.06, random):
        heard = np.clip(
            heard, *(np.array([-1.0, 1.0]) * np.abs(heard).max() * random.uniform(0.3, 0.8))
        )
    return heard.astype(np.float32)
