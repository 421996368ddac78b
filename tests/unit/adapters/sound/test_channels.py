"""Channels are mixed without cancelling each other, or selected one by one."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adapters.sound.media.channels import EachChannel, Mix, OneChannel, Rows, select_channels
from domain.errors.uploads import UnsupportedAudioError
from domain.options import Channels
from tests.sound import Samples, noise, nothing, tone

STEREO = ("FL", "FR")
UNNAMED = ("NONE", "NONE")


def loudness(sound: Rows | Samples) -> float:
    return float(np.sqrt(np.mean(np.square(sound))))


def mixed(*channels: Samples, places: tuple[str, ...] = STEREO) -> Samples:
    heard: Samples = Mix()(np.stack(channels), places)[0]
    return heard


def voice(seconds: float, seed: int = 0) -> Samples:
    """Something as broad and as uneven as a voice, that is like no other of its kind."""
    swell = np.abs(np.sin(np.arange(round(seconds * 16_000)) / 2000)).astype(np.float32)
    return noise(seconds, level=0.2, seed=seed) * swell


@pytest.mark.parametrize("places", [STEREO, UNNAMED])
def test_channels_of_opposite_phase_do_not_cancel_each_other(places: tuple[str, ...]) -> None:
    spoken = voice(4.0)
    heard = mixed(spoken, -spoken, places=places)
    np.testing.assert_allclose(heard, spoken, atol=1e-6)


def test_channels_that_agree_are_averaged() -> None:
    left, right = tone(2.0), tone(2.0) * 0.5
    np.testing.assert_allclose(mixed(left, right), (left + right) / 2, atol=1e-6)


def test_two_voices_that_have_nothing_in_common_are_averaged() -> None:
    left, right = voice(8.0, seed=1), voice(8.0, seed=2)
    np.testing.assert_allclose(mixed(left, right), (left + right) / 2, atol=1e-6)


def test_a_phase_that_changes_and_changes_back_is_followed() -> None:
    spoken = voice(12.0)
    phase = np.repeat(np.array([1, -1, 1], dtype=np.float32), 4 * 16_000)
    heard = mixed(spoken, spoken * phase)
    for at in range(0, len(spoken) - 3200, 3200):
        part = slice(at, at + 3200)
        assert loudness(heard[part]) > 0.9 * loudness(spoken[part])


def test_a_change_of_sign_makes_no_click() -> None:
    hum = tone(4.0, hertz=100.0)
    phase = np.repeat(np.array([1, -1], dtype=np.float32), 2 * 16_000)
    heard = mixed(hum, hum * phase)
    assert np.abs(np.diff(heard)).max() < 2 * np.abs(np.diff(hum)).max()


def test_a_silent_channel_does_not_change_the_other() -> None:
    spoken = voice(2.0)
    np.testing.assert_allclose(mixed(spoken, nothing(2.0)), spoken / 2, atol=1e-6)
    np.testing.assert_allclose(mixed(nothing(2.0), spoken), spoken / 2, atol=1e-6)


def test_opposite_phase_is_found_beneath_noise_and_a_constant_offset() -> None:
    spoken = voice(4.0)
    left = spoken + noise(4.0, level=0.03, seed=5) + np.float32(0.2)
    right = -spoken + noise(4.0, level=0.03, seed=6) + np.float32(0.2)
    heard = mixed(left, right)
    assert np.corrcoef(heard, spoken)[0, 1] > 0.9


def test_a_weaker_copy_of_opposite_phase_takes_nothing_away() -> None:
    spoken = voice(2.0)
    assert loudness(mixed(spoken, -0.6 * spoken)) > 0.75 * loudness(spoken)


def test_of_more_than_two_channels_none_cancels_another() -> None:
    spoken, hiss = voice(4.0), noise(4.0, level=0.3, seed=9)
    heard = mixed(hiss, spoken, -spoken, places=("NONE",) * 3)
    assert np.corrcoef(heard, spoken)[0, 1] > 0.4
    film = mixed(spoken, -spoken, nothing(4.0), nothing(4.0), places=("FL", "FR", "LFE", "FC"))
    assert np.corrcoef(film, spoken)[0, 1] > 0.99


def test_a_film_is_mixed_from_its_centre_and_not_from_its_subwoofer() -> None:
    spoken, rumble = voice(2.0), tone(2.0, hertz=40.0, level=0.9)
    heard = mixed(nothing(2.0), nothing(2.0), spoken, rumble, places=("FL", "FR", "FC", "LFE"))
    assert np.corrcoef(heard, spoken)[0, 1] > 0.99


def test_a_subwoofer_without_other_channels_is_mixed() -> None:
    assert loudness(mixed(tone(1.0), tone(1.0), places=("LFE", "LFE2"))) > 0.1


def test_a_block_without_samples_is_no_error() -> None:
    assert Mix()(np.zeros((2, 0), dtype=np.float32), STEREO).shape == (1, 0)


@settings(max_examples=50)
@given(
    factors=st.lists(st.floats(-1.0, 1.0, width=32), min_size=2, max_size=6),
    seed=st.integers(0, 1000),
)
def test_the_mix_keeps_the_sound_of_copies_of_any_loudness(factors: list[float], seed: int) -> None:
    spoken = voice(1.0, seed=seed)
    sound = np.stack([spoken * np.float32(factor) for factor in factors])
    heard = Mix()(sound, ("NONE",) * len(factors))[0]
    loudest = max(map(abs, factors))
    assume(loudest > 0.01)  # what is weaker than -80 dB is silence
    assert loudness(heard) >= 0.95 * loudest * loudness(spoken) / len(factors)


def test_one_channel_can_be_selected() -> None:
    left, right = voice(1.0, seed=1), voice(1.0, seed=2)
    sound = np.stack([left, right])
    np.testing.assert_array_equal(OneChannel(0)(sound, STEREO)[0], left)
    np.testing.assert_array_equal(OneChannel(1)(sound, STEREO)[0], right)


def test_a_part_without_the_channel_is_mixed() -> None:
    spoken = voice(1.0)
    np.testing.assert_array_equal(OneChannel(1)(spoken[None], ("FC",))[0], spoken)


def test_each_channel_can_be_selected_separately() -> None:
    sound = np.stack([voice(1.0, seed=1), voice(1.0, seed=2)])
    np.testing.assert_array_equal(EachChannel(2)(sound, STEREO), sound)


def test_a_part_with_other_channels_is_mixed_into_the_first_row() -> None:
    spoken = voice(1.0)
    rows = EachChannel(2)(spoken[None], ("FC",))
    np.testing.assert_array_equal(rows[0], spoken)
    assert not rows[1].any()


@pytest.mark.parametrize(
    ("choice", "number", "rows"),
    [
        (Channels.MIX, 2, 1),
        (Channels.FIRST, 2, 1),
        (Channels.FIRST, 1, 1),
        (Channels.SECOND, 2, 1),
        (Channels.SEPARATE, 2, 2),
        (Channels.SEPARATE, 1, 1),
    ],
)
def test_the_chosen_channels_are_selected(choice: Channels, number: int, rows: int) -> None:
    sound = np.stack([voice(1.0, seed=each) for each in range(number)])
    assert len(select_channels(choice, number)(sound, ("NONE",) * number)) == rows


@pytest.mark.parametrize(
    ("choice", "number", "sentence"),
    [
        (Channels.SECOND, 1, "one channel, so there is no second"),
        (Channels.SEPARATE, 12, "12 channels; separate takes 8 at most"),
    ],
)
def test_missing_channels_are_refused_with_a_message(
    choice: Channels, number: int, sentence: str
) -> None:
    with pytest.raises(UnsupportedAudioError, match=sentence):
        select_channels(choice, number)
