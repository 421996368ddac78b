"""Hear the sound of live sessions: decode it, resample it to 16 kHz and detect speech."""

import asyncio
from collections.abc import Sequence
from typing import Final

import numpy as np
import soxr
from typing_extensions import override

from adapters.sound.g711 import ALAW, ULAW
from adapters.sound.pcm import FULL_SCALE, SAMPLE_RATE_HZ, Samples, from_16_bits, silence
from adapters.sound.speech.voice import FRAME_SAMPLES, VoiceDetector
from application.ports.speech_detector import Frame, SpeechDetector, SpeechDetectors
from domain.live.settings import SoundFormat

_TABLES: Final = {SoundFormat.ULAW_8_KHZ: ULAW, SoundFormat.ALAW_8_KHZ: ALAW}


class SileroSpeechDetectors(SpeechDetectors):
    """Detects speech with Silero's network, as for recordings."""

    @override
    def open(self, sound_format: SoundFormat) -> SpeechDetector:
        return _Detector(sound_format)


class _Detector(SpeechDetector):
    """Hears one session. The work is done in threads, one call after another."""

    def __init__(self, sound_format: SoundFormat) -> None:
        self._format = sound_format
        self._voice = VoiceDetector()
        self._resampler = _resampler(sound_format)
        self._odd = b""  # the first half of a sample
        self._rest: Samples = silence(0)
        self._lock = asyncio.Lock()

    @override
    async def feed(self, data: bytes) -> Sequence[Frame]:
        async with self._lock:
            return await asyncio.to_thread(self._heard, data)

    @override
    async def finish(self) -> Sequence[Frame]:
        async with self._lock:
            return await asyncio.to_thread(self._finished)

    def _heard(self, data: bytes) -> Sequence[Frame]:
        samples = self._decoded(data)
        if self._resampler is not None:
            samples = self._resampler.resample_chunk(samples)
        return self._frames(samples)

    def _finished(self) -> Sequence[Frame]:
        samples: Samples = silence(0)
        if self._resampler is not None:
            samples = self._resampler.resample_chunk(samples, last=True)
            self._resampler = _resampler(self._format)
        missing = -(len(self._rest) + len(samples)) % FRAME_SAMPLES
        return self._frames(np.concatenate([samples, silence(missing)]))

    def _decoded(self, data: bytes) -> Samples:
        table = _TABLES.get(self._format)
        if table is not None:
            return table[np.frombuffer(data, dtype=np.uint8)]
        whole = self._odd + data
        even = len(whole) // 2 * 2
        self._odd = whole[even:]
        return from_16_bits(whole[:even])

    def _frames(self, samples: Samples) -> Sequence[Frame]:
        known = np.concatenate([self._rest, samples])
        count = len(known) // FRAME_SAMPLES
        self._rest = known[count * FRAME_SAMPLES :]
        whole = known[: count * FRAME_SAMPLES]
        probabilities = self._voice.feed(whole)
        pcm = (np.clip(whole, -1.0, 1.0 - 1 / FULL_SCALE) * FULL_SCALE).astype("<i2")
        return [
            Frame(part.tobytes(), float(probability))
            for part, probability in zip(
                pcm.reshape(count, FRAME_SAMPLES), probabilities, strict=True
            )
        ]


def _resampler(sound_format: SoundFormat) -> "soxr.ResampleStream | None":
    rate = sound_format.rate_hz
    if rate == SAMPLE_RATE_HZ:
        return None
    return soxr.ResampleStream(rate, SAMPLE_RATE_HZ, 1, dtype="float32", quality="HQ")
