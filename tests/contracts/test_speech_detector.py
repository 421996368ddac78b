"""The speech detector contract, over letters and over Silero's network with each format."""

import numpy as np
import pytest
import soxr

from adapters.sound.g711 import ALAW, ULAW
from adapters.sound.listening import SileroSpeechDetectors
from application.ports.speech_detector import SpeechDetectors
from domain.live.settings import SoundFormat
from tests.contracts.speech_detector import SpeechDetectorContract
from tests.memory.live import MemorySpeechDetectors
from tests.sound import Samples
from tests.spoken import sample


class TestMemorySpeechDetectors(SpeechDetectorContract):
    @pytest.fixture
    def detectors(self) -> SpeechDetectors:
        return MemorySpeechDetectors()

    @pytest.fixture
    def sound_format(self) -> SoundFormat:
        return SoundFormat.PCM_24_KHZ

    @pytest.fixture
    def speech(self) -> bytes:
        return b"..aaaa.."

    @pytest.fixture
    def silence(self) -> bytes:
        return b"......"


class TestSileroSpeechDetectors(SpeechDetectorContract):
    @pytest.fixture
    def detectors(self) -> SpeechDetectors:
        return SileroSpeechDetectors()

    @pytest.fixture(params=list(SoundFormat), ids=lambda each: each.value[0])
    def sound_format(self, request: pytest.FixtureRequest) -> SoundFormat:
        chosen: SoundFormat = request.param
        return chosen

    @pytest.fixture
    def speech(self, sound_format: SoundFormat) -> bytes:
        return encoded(sample()[:24_000], sound_format)

    @pytest.fixture
    def silence(self, sound_format: SoundFormat) -> bytes:
        return encoded(np.zeros(16_000, dtype=np.float32), sound_format)


@pytest.mark.parametrize("sound_format", [SoundFormat.PCM_24_KHZ, SoundFormat.PCM_16_KHZ])
async def test_a_sample_may_be_cut_where_an_item_ends(sound_format: SoundFormat) -> None:
    sound, middle = encoded(sample()[:24_000], sound_format), 10_000
    heard = []
    for cut in (middle, middle + 1):
        detector = SileroSpeechDetectors().open(sound_format)
        await detector.feed(sound[:cut])
        await detector.finish()
        heard.append(await detector.feed(sound[cut:]))
    assert heard[0] == heard[1]


def encoded(samples: Samples, sound_format: SoundFormat) -> bytes:
    """Write sound of 16 kHz in a format; G.711 by searching its table."""
    resampled = soxr.resample(samples, 16_000, sound_format.rate_hz)
    tables = {SoundFormat.ULAW_8_KHZ: ULAW, SoundFormat.ALAW_8_KHZ: ALAW}
    if sound_format in tables:
        distances = np.abs(resampled[:, None] - tables[sound_format][None, :])
        nearest: bytes = distances.argmin(axis=1).astype(np.uint8).tobytes()
        return nearest
    pcm: bytes = (np.clip(resampled, -1, 1) * 32_767).astype("<i2").tobytes()
    return pcm
