import numpy as np
import pytest
from faster_whisper.audio import pad_or_trim
from faster_whisper.feature_extractor import FeatureExtractor

from adapters.whisper.settings import AudioContext
from adapters.whisper.speech.features import Spectrogram
from tests.sound import noise

EXTRACTOR = FeatureExtractor()


def test_a_full_context_is_what_the_library_gives_the_encoder() -> None:
    audio = noise(12.3)
    features = Spectrogram(EXTRACTOR, AudioContext.FULL)(audio)
    np.testing.assert_array_equal(features, pad_or_trim(EXTRACTOR(audio)[..., :-1]))
    assert features.shape == (80, 3000)


@pytest.mark.parametrize(
    ("seconds", "frames"),
    [(0.001, 200), (1.0, 200), (1.01, 300), (9.5, 1100), (28.9, 3000), (30.0, 3000)],
)
def test_a_dynamic_context_ends_a_second_behind_the_sound(seconds: float, frames: int) -> None:
    features = Spectrogram(EXTRACTOR, AudioContext.DYNAMIC)(noise(seconds))
    assert features.shape == (80, frames)
    assert features.dtype == np.float32
    assert features.flags.c_contiguous


def test_both_contexts_hear_the_same() -> None:
    audio = noise(5.0)
    full = Spectrogram(EXTRACTOR, AudioContext.FULL)(audio)
    dynamic = Spectrogram(EXTRACTOR, AudioContext.DYNAMIC)(audio)
    np.testing.assert_array_equal(full[:, : dynamic.shape[1]], dynamic)


def test_windows_are_filled_as_far_as_the_model_likes_them() -> None:
    assert Spectrogram(EXTRACTOR, AudioContext.FULL).window_samples == 480_000
    short = Spectrogram(EXTRACTOR, AudioContext.DYNAMIC, window_seconds=12.0)
    assert short.window_samples == 192_000
