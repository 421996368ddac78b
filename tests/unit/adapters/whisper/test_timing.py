"""Words lie in speech, do not overlap, and are long enough to be shown."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.whisper.recognition.coverage import Interval
from adapters.whisper.recognition.timing import refined
from adapters.whisper.recognition.words import AlignedWord
from tests.aligned import crammed, evenly, word


def times(words: tuple[AlignedWord, ...]) -> list[tuple[float, float]]:
    return [(round(each.start, 2), round(each.end, 2)) for each in words]


def test_no_words_stay_no_words() -> None:
    assert refined((), [Interval(0.0, 1.0)], 2.0) == ()


def test_words_that_lie_in_speech_stay_where_they_are() -> None:
    words = evenly("one two three")
    assert refined(words, [Interval(0.0, 1.5)], 2.0) == words


def test_a_word_that_includes_the_pause_before_it_begins_with_the_speech() -> None:
    words = (word("one", 0.5, 1.0), word("two", 1.0, 3.5))
    speech = [Interval(0.5, 1.0), Interval(3.0, 3.5)]
    assert times(refined(words, speech, 4.0)) == [(0.5, 1.0), (2.9, 3.5)]


def test_a_word_that_includes_the_pause_after_it_ends_with_the_speech() -> None:
    words = (word("one", 0.5, 3.0), word("two", 3.0, 3.5))
    speech = [Interval(0.5, 1.0), Interval(3.0, 3.5)]
    assert times(refined(words, speech, 4.0)) == [(0.5, 1.1), (3.0, 3.5)]


def test_a_word_keeps_the_later_of_two_intervals_that_are_long_enough_for_it() -> None:
    speech = [Interval(0.0, 1.0), Interval(2.0, 3.5)]
    assert times(refined((word("two", 0.5, 2.6),), speech, 4.0)) == [(1.9, 2.6)]


def test_a_word_that_ends_a_sentence_keeps_the_earlier_of_two_intervals() -> None:
    speech = [Interval(0.0, 1.0), Interval(2.0, 3.0)]
    assert times(refined((word("two.", 0.5, 2.6),), speech, 4.0)) == [(0.5, 1.1)]


def test_a_short_word_that_includes_the_pause_before_it_is_moved_after_it() -> None:
    words = (word("ten", 0.5, 0.9), word("The", 0.9, 3.1), word("quick", 3.1, 3.5))
    speech = [Interval(0.5, 1.0), Interval(3.0, 3.5)]
    assert times(refined(words, speech, 4.0)) == [(0.5, 1.1), (2.9, 3.1), (3.1, 3.5)]


def test_the_last_word_before_a_pause_lasts_until_the_speech_ends() -> None:
    words = (word("lazy", 0.5, 0.9), word("dog.", 0.9, 1.2), word("Hello", 3.0, 3.4))
    speech = [Interval(0.5, 1.6), Interval(3.0, 5.0)]
    assert times(refined(words, speech, 6.0)) == [(0.5, 0.9), (0.9, 1.7), (3.0, 3.4)]


def test_a_word_where_no_speech_was_detected_lasts_a_second_at_most() -> None:
    assert times(refined((word("one", 5.0, 9.0),), [Interval(0.0, 1.0)], 10.0)) == [(5.0, 6.0)]


def test_without_detected_speech_a_long_word_is_given_time_for_its_letters() -> None:
    said = "Donaudampfschifffahrt"
    assert times(refined((word(said, 1.0, 9.0),), [], 10.0)) == [(1.0, 3.52)]


@pytest.mark.parametrize("at", [0.0, 3.0, 9.99, 10.0])
def test_words_at_the_same_moment_are_given_a_little_time_each(at: float) -> None:
    placed = refined(crammed("one two three", at), [Interval(0.0, 10.0)], 10.0)
    assert all(each.seconds > 0.05 for each in placed)
    assert placed[-1].end <= 10.0


MOMENTS = st.floats(0.0, 12.0)
SPANS = st.lists(MOMENTS, max_size=8, unique=True).map(sorted)


@given(starts=st.lists(MOMENTS, min_size=1, max_size=30), lengths=st.data(), edges=SPANS)
def test_whatever_the_alignment_says_words_follow_each_other_and_have_a_length(
    starts: list[float], lengths: st.DataObject, edges: list[float]
) -> None:
    seconds = 10.0
    words = tuple(
        word(f"word{number}", start, start + lengths.draw(st.floats(0.0, 3.0)))
        for number, start in enumerate(sorted(starts))
    )
    speech = [Interval(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    placed = refined(words, speech, seconds)
    assert [each.text for each in placed] == [each.text for each in words]
    assert all(each.seconds > 0.05 for each in placed)
    assert all(first.end <= second.start for first, second in pairwise(placed))
    assert placed[0].start >= 0.0
    assert placed[-1].end <= seconds
