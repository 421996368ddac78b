import numpy as np
import pytest
from faster_whisper.vad import VadOptions, get_speech_timestamps, get_vad_model

from adapters.sound.pcm import Samples
from adapters.sound.speech.spans import SpeechSpans
from adapters.sound.speech.voice import FRAME_SAMPLES, VoiceDetector
from domain.options import VoiceActivity
from tests.sound import noise, nothing, tone
from tests.spoken import sample


def in_blocks(audio: Samples, size: int) -> Samples:
    detector = VoiceDetector()
    parts = [detector.feed(audio[at : at + size]) for at in range(0, len(audio), size)]
    return np.concatenate([*parts, detector.finish()])


def at_once(audio: Samples) -> Samples:
    """As faster_whisper.vad.get_speech_timestamps asks the network."""
    missing = FRAME_SAMPLES - len(audio) % FRAME_SAMPLES
    probabilities: Samples = get_vad_model()(np.pad(audio, (0, missing)))
    return probabilities


@pytest.mark.parametrize("block", [1, 100, 511, 512, 513, 5000, 40_000])
def test_the_probabilities_are_the_librarys_however_the_blocks_are_cut(block: int) -> None:
    samples = 3000 if block == 1 else 36_123
    audio = np.concatenate([noise(1.0), tone(0.6, hertz=180), nothing(0.2), noise(0.6)])[:samples]
    np.testing.assert_allclose(in_blocks(audio, block), at_once(audio), atol=1e-5)


def test_after_long_digital_silence_speech_is_found_to_within_a_frame() -> None:
    speech = sample()
    audio = np.concatenate([speech, nothing(75.0), speech])
    expected = get_speech_timestamps(
        audio, VadOptions(max_speech_duration_s=30, min_silence_duration_ms=160)
    )
    spans, detector = SpeechSpans(VoiceActivity()), VoiceDetector()
    found = [span for block in np.split(audio, 91) for span in spans.feed(detector.feed(block))]
    found += spans.finish(detector.finish(), len(audio))
    assert len(found) == len(expected)
    for span, each in zip(found, expected, strict=True):
        assert abs(span.start - each["start"]) <= FRAME_SAMPLES
        assert abs(span.end - each["end"]) <= FRAME_SAMPLES


@pytest.mark.parametrize("samples", [0, 1, 449, 511, 512, 1024])
def test_the_last_frame_is_the_librarys_too(samples: int) -> None:
    audio = noise(0.1)[:samples]
    np.testing.assert_allclose(in_blocks(audio, 300), at_once(audio), atol=1e-5)
