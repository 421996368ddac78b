"""The first half minute of speech goes with the first window, and every window comes once."""

from collections.abc import Iterator

import numpy as np
import pytest

from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples
from adapters.sound.speech.opening import with_opening
from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import WINDOW_SAMPLES, Excerpt, Window
from tests.sound import noise


def excerpts(*lengths: float) -> list[Excerpt]:
    """Make windows of so many seconds, each with sound of its own."""
    return [
        Excerpt(
            Window(index, (Span(0, round(seconds * SAMPLE_RATE_HZ)),)), noise(seconds, seed=index)
        )
        for index, seconds in enumerate(lengths)
    ]


def openings(given: list[Excerpt]) -> list[Samples | None]:
    found = list(with_opening(given))
    assert [excerpt for excerpt, _ in found] == given
    return [opening for _, opening in found]


def test_a_short_first_window_comes_with_the_speech_after_it() -> None:
    given = excerpts(1.0, 5.0, 4.0)
    first, *others = openings(given)
    assert first is not None
    np.testing.assert_array_equal(first, np.concatenate([each.audio for each in given]))
    assert others == [None, None]


def test_an_opening_is_no_longer_than_half_a_minute() -> None:
    given = excerpts(20.0, 20.0, 20.0)
    first, *others = openings(given)
    assert first is not None
    joined = np.concatenate([each.audio for each in given[:2]])
    np.testing.assert_array_equal(first, joined[:WINDOW_SAMPLES])
    assert others == [None, None]


@pytest.mark.parametrize("lengths", [(30.0, 30.0), (12.0,), ()])
def test_a_window_that_is_full_or_the_only_one_needs_no_opening(lengths: tuple[float, ...]) -> None:
    assert openings(excerpts(*lengths)) == [None] * len(lengths)


def test_no_more_windows_are_held_than_the_opening_needs() -> None:
    asked: list[int] = []

    def counted() -> Iterator[Excerpt]:
        for excerpt in excerpts(*[12.0] * 9):
            asked.append(excerpt.window.index)
            yield excerpt

    next(with_opening(counted()))
    assert asked == [0, 1, 2]
