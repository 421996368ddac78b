"""Gaps (speech that no word covers) are found anywhere in a window."""

from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import Window
from adapters.whisper.recognition.coverage import Interval, find_gaps, speech_in
from adapters.whisper.recognition.words import AlignedWord
from tests.aligned import evenly, word

SECOND = 16_000
TALK = [Interval(0.0, 10.0)]


def between(start: float, end: float) -> Span:
    return Span(round(start * SECOND), round(end * SECOND))


def found(words: tuple[AlignedWord, ...], *speech: Interval) -> list[tuple[float, float]]:
    return [
        (round(gap.start, 2), round(gap.end, 2)) for gap in find_gaps(list(speech) or TALK, words)
    ]


def test_speech_that_words_cover_has_no_gap() -> None:
    assert found(evenly("one " * 20)) == []


def test_without_words_all_speech_is_a_gap() -> None:
    assert found(()) == [(0.0, 10.0)]
    assert found((), Interval(1.0, 3.0), Interval(5.0, 7.0)) == [(1.0, 3.0), (5.0, 7.0)]


def test_a_gap_is_found_at_the_start() -> None:
    assert found(evenly("one " * 14, 3.0)) == [(0.0, 2.75)]


def test_a_gap_is_found_at_the_end() -> None:
    assert found(evenly("one " * 14)) == [(7.25, 10.0)]


def test_a_gap_is_found_between_words() -> None:
    assert found(evenly("one " * 6) + evenly("two " * 6, 7.0)) == [(3.25, 6.75)]


def test_a_gap_is_found_under_a_word_that_is_too_long() -> None:
    stretched = (*evenly("one " * 6), word("two", 3.0, 8.0), *evenly("six " * 4, 8.0))
    assert found(stretched) == [(3.5, 7.5)]


def test_a_word_of_many_letters_may_be_long() -> None:
    said = "Donaudampfschifffahrtsgesellschaft"
    assert found((word(said, 0.0, 4.0),), Interval(0.0, 4.0)) == []


def test_a_pause_without_speech_is_no_gap() -> None:
    words = evenly("one " * 4) + evenly("two " * 4, 8.0)
    assert found(words, Interval(0.0, 2.0), Interval(8.0, 10.0)) == []


def test_less_than_a_second_without_words_is_no_gap() -> None:
    assert found(evenly("one " * 18), Interval(0.0, 10.0)) == []
    assert found(evenly("one " * 17), Interval(0.0, 10.0)) == [(8.75, 10.0)]


def test_the_shortest_gap_can_be_chosen() -> None:
    words = evenly("one " * 14)
    assert find_gaps(TALK, words, shortest=4.0) == []
    assert len(find_gaps(TALK, words, shortest=0.5)) == 1


def test_words_that_overlap_or_are_out_of_order_cover_what_they_cover() -> None:
    words = (*evenly("one " * 10, 5.0), *evenly("two " * 12), word("so", 1.0, 1.5))
    assert found(words) == []


def test_speech_in_a_window_is_told_without_its_padding() -> None:
    spans = (between(10, 13), between(20, 24))
    window = Window(0, spans, speech=spans)
    assert speech_in(window, 0.25) == [Interval(0.25, 2.75), Interval(3.25, 6.75)]


def test_between_spans_that_follow_each_other_there_is_no_padding() -> None:
    speech = (between(10, 13), between(13, 15))
    window = Window(0, (between(10, 15),), speech=speech)
    assert speech_in(window, 0.25) == [Interval(0.25, 4.75)]


def test_a_span_that_is_nothing_but_padding_is_no_speech() -> None:
    window = Window(0, (between(10, 10.4),), speech=(between(10, 10.4),))
    assert speech_in(window, 0.25) == []


def test_without_speech_detection_a_window_has_no_speech() -> None:
    assert speech_in(Window(0, (between(0, 30),)), 0.25) == []
