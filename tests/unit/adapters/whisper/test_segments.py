"""The words of a window become segments with times in the recording."""

from dataclasses import replace
from typing import Any

import pytest
from faster_whisper.tokenizer import Tokenizer

from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import Window
from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.recognition.hypothesis import joined as joined_hypotheses
from adapters.whisper.recognition.segments import as_segments
from adapters.whisper.recognition.words import AlignedWord
from domain.transcript import Segment
from tests.aligned import evenly, word
from tests.fakes.whisper_model import FakeDevice, FakeWhisperModel

SECOND = 16_000
WINDOW = Window(0, (Span(100 * SECOND, 110 * SECOND),))
SAID = Hypothesis((1, 2, 3), " one two three", -0.25, 0.125, 0.4)


def segments(
    words: tuple[AlignedWord, ...], window: Window = WINDOW, *, with_words: bool = False
) -> tuple[Segment, ...]:
    return as_segments(words, SAID, window, language="en", with_words=with_words)


def brief(found: tuple[Segment, ...]) -> list[tuple[float, float, str]]:
    return [(each.start, each.end, each.text) for each in found]


def test_a_segment_is_a_sentence_and_lasts_as_long_as_its_words() -> None:
    assert brief(segments(evenly("One two. Three four.", 1.0))) == [
        (101.0, 102.0, " One two."),
        (102.0, 103.0, " Three four."),
    ]


def test_without_words_there_is_no_segment() -> None:
    assert segments(()) == ()


def test_words_before_and_after_a_break_are_two_segments() -> None:
    window = Window(0, (Span(0, 2 * SECOND), Span(10 * SECOND, 12 * SECOND)))
    assert brief(segments(evenly("one two three four", each=1.0), window)) == [
        (0.0, 2.0, " one two"),
        (10.0, 12.0, " three four"),
    ]


def test_no_segment_reaches_into_sound_that_was_left_out() -> None:
    window = Window(0, (Span(0, 2 * SECOND), Span(10 * SECOND, 12 * SECOND)))
    words = (word("one", 1.0, 2.4), word("two", 2.4, 3.0))
    assert brief(segments(words, window)) == [(1.0, 2.0, " one"), (10.4, 11.0, " two")]


def test_half_a_character_at_the_end_is_left_out() -> None:
    half = (word("one", 0.0, 1.0), AlignedWord(1.0, 2.0, "\ufffd", (9,), 0.5))
    assert brief(segments(half)) == [(100.0, 102.0, " one")]
    assert segments(half[1:]) == ()


def test_control_characters_of_the_model_are_in_no_segment_and_no_word() -> None:
    words = (word("o\0n\x1b[2Je", 0.0, 1.0), word("tw\u202eo", 1.0, 2.0))
    (segment,) = segments(words, with_words=True)
    assert segment.text == " on[2Je two"
    assert [each.text for each in segment.words or ()] == [" on[2Je", " two"]


def test_a_segment_has_the_probabilities_of_the_model() -> None:
    (segment,) = segments(evenly("one two three"))
    assert segment.avg_logprob == -0.25
    assert segment.no_speech_prob == 0.125
    assert segment.temperature == 0.4
    assert segment.tokens == (3, 3, 5)
    assert segment.language == "en"
    assert 0 < segment.compression_ratio < 1


@pytest.mark.parametrize("asked", [True, False])
def test_segments_have_words_if_the_options_ask_for_them(*, asked: bool) -> None:
    (segment,) = segments(evenly("one two"), with_words=asked)
    texts = [each.text for each in segment.words or ()]
    assert texts == ([" one", " two"] if asked else [])
    assert (segment.words is not None) is asked


def test_the_score_is_the_mean_over_all_tokens_and_the_end() -> None:
    class Result:
        sequences_ids = ((1, 2, 3),)
        scores = (-0.4,)
        no_speech_prob = 0.0

    class Rules:
        length_penalty = 1
        temperatures = (0.2,)

    model = FakeWhisperModel(FakeDevice())
    tokenizer = Tokenizer(model.hf_tokenizer, multilingual=True, task="transcribe", language="en")
    rules: Any = Rules
    said = Hypothesis.of(Result, rules, tokenizer)
    assert said.avg_logprob == pytest.approx(-0.4 * 3 / 4)
    assert said.temperature == 0.2


def test_of_two_halves_the_score_is_that_of_all_their_tokens() -> None:
    first, second = (
        Hypothesis((1,), " one", -0.5, 0.1, 0.0),
        Hypothesis((2, 3, 4, 5, 6), " two", -0.1, 0.9, 0.4),
    )
    both = joined_hypotheses(first, second)
    assert (both.text, both.tokens) == (" one two", (1, 2, 3, 4, 5, 6))
    assert both.avg_logprob == pytest.approx(-(0.5 * 2 + 0.1 * 6) / 8)
    assert (both.no_speech_prob, both.temperature) == (0.1, 0.4)


def test_words_of_two_languages_are_two_segments_each_in_its_own() -> None:
    english = word("one", 0.0, 0.5)
    german = replace(word("zwei", 0.5, 1.0), language="de")
    found = segments((english, german))
    assert [(each.text, each.language) for each in found] == [(" one", "en"), (" zwei", "de")]
