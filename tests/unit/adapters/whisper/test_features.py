import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor

from adapters.whisper.features import Spectrogram, padded, part_of
from adapters.whisper.settings import AudioContext
from tests.sound import noise, nothing

EXTRACTOR = FeatureExtractor()


def test_a_full_context_is_what_the_library_gives_the_encoder_and_silence() -> None:
    audio = noise(12.3)
    features = Spectrogram(EXTRACTOR, AudioContext.FULL)(audio)
    assert features.shape == (80, 3000)
    np.testing.assert_array_equal(features[:, :1230], EXTRACTOR(audio)[..., :-1])
    assert np.unique(features[:, 1230:]).size == 1


@pytest.mark.parametrize("level", [0.001, 0.05, 0.5])
def test_padding_equals_silence_after_the_same_sound(level: float) -> None:
    sound = noise(2.0, level=level)
    frames = EXTRACTOR(np.concatenate([sound, nothing(1.0)]))[..., :-1]
    padding = padded(EXTRACTOR(sound)[..., :-1], 300)[:, 250:]
    np.testing.assert_allclose(padding, frames[:, 250:], atol=0.01)


def test_padding_is_never_louder_than_the_sound_and_never_under_whispers_floor() -> None:
    quiet = np.full((80, 10), -1.4, dtype=np.float32)
    assert padded(quiet, 20)[:, 10:].max() == np.float32(-1.5)


@pytest.mark.parametrize(
    ("seconds", "frames"),
    [
        (0.001, 1000),
        (4.0, 1000),  # six seconds of silence
        (4.01, 1500),  # in steps of five, so that windows share a batch
        (13.9, 2000),
        (17.0, 2000),  # three to six where more frames would cost much more
        (17.01, 2500),
        (22.0, 2500),
        (27.0, 3000),
        (30.0, 3000),
    ],
)
def test_a_dynamic_context_ends_some_seconds_after_the_sound(seconds: float, frames: int) -> None:
    features = Spectrogram(EXTRACTOR, AudioContext.DYNAMIC)(noise(seconds))
    assert features.shape == (80, frames)
    assert features.dtype == np.float32
    assert features.flags.c_contiguous


def test_both_contexts_have_the_same_features_of_the_sound() -> None:
    audio = noise(5.0)
    full = Spectrogram(EXTRACTOR, AudioContext.FULL)(audio)
    dynamic = Spectrogram(EXTRACTOR, AudioContext.DYNAMIC)(audio)
    np.testing.assert_array_equal(full[:, : dynamic.shape[1]], dynamic)


def test_windows_are_filled_to_the_length_that_suits_the_model() -> None:
    assert Spectrogram(EXTRACTOR, AudioContext.FULL).window_samples == 480_000
    short = Spectrogram(EXTRACTOR, AudioContext.DYNAMIC, window_seconds=12.0)
    assert short.window_samples == 192_000


def test_a_part_is_what_lies_between_two_moments() -> None:
    features = np.arange(500, dtype=np.float32)[None]
    np.testing.assert_array_equal(part_of(features, 1.0, 2.5)[0], np.arange(100, 250))
    np.testing.assert_array_equal(part_of(features, -1.0, 0.2)[0], np.arange(20))


def test_a_part_is_never_too_short_to_be_encoded() -> None:
    assert part_of(np.zeros((1, 500), dtype=np.float32), 2.0, 2.01).shape == (1, 10)
