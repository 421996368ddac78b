"""Words become sentences, and long ones are cut at pauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.whisper.recognition.segmenting import segmented
from adapters.whisper.recognition.words import AlignedWord
from tests.aligned import evenly, texts, word


def sentences(words: tuple[AlignedWord, ...], *breaks: float) -> list[str]:
    return [texts(words[group.start : group.stop]) for group in segmented(words, breaks)]


@pytest.mark.parametrize(
    "text",
    [
        "We came. | We saw! | We won? | Yes.",
        "He said: “We came.” | She went.",
        "Wait... | What?",
        "Dr. Who met Mr. Jones and Mrs. Smith. | They spoke.",
        "J. F. Kennedy spoke. | All listened.",
        "They sell z.B. bread. | And wine.",
        "It costs 3.50 in all. | That is much.",
        "the end. of the line",  # what goes on in lower case goes on
        "今日は。 | 元気ですか\uff1f | はい。",
        "क्या हाल है। | ठीक है।",
        "كيف حالك؟ | بخير.",
        "¿Qué tal? | ¡Hola! | Bien.",
        "without any mark",
    ],
)
def test_a_sentence_ends_at_its_mark_and_nowhere_else(text: str) -> None:
    words = evenly(text.replace(" |", ""), each=0.3)
    assert sentences(words) == text.split(" | ")


def test_a_long_pause_ends_a_segment_without_a_mark() -> None:
    assert sentences(evenly("one two") + evenly("three four", 1.8)) == ["one two", "three four"]
    assert sentences(evenly("one two") + evenly("three four", 1.7)) == ["one two three four"]


def test_no_segment_crosses_a_break() -> None:
    assert sentences(evenly("one two three four"), 1.0) == ["one two", "three four"]


def test_a_word_across_a_break_belongs_to_the_side_of_its_middle() -> None:
    assert sentences(evenly("one two three four"), 0.9) == ["one two", "three four"]
    assert sentences(evenly("one two three four"), 0.7) == ["one", "two three four"]


def test_a_long_sentence_is_cut_after_a_clause() -> None:
    said = evenly("we went on and on, and then we went home and slept for long", each=1.0)
    assert sentences(said) == ["we went on and on,", "and then we went home and slept for long"]


def test_without_clauses_it_is_cut_at_the_longest_pause() -> None:
    words = evenly("one two three four five six", each=1.0)
    words += evenly("seven eight nine ten eleven twelve", 6.5, each=1.0)
    assert sentences(words) == ["one two three four five six", "seven eight nine ten eleven twelve"]


def test_without_pauses_it_is_cut_in_the_middle() -> None:
    halves = sentences(evenly("on " * 14, each=1.0))
    assert [len(half.split()) for half in halves] == [7, 7]


def test_no_cut_leaves_a_part_of_less_than_two_seconds() -> None:
    words = evenly("well, we went on and on and on without a stop until late", each=1.0)
    assert sentences(words)[0] != "well,"


def test_a_single_word_of_any_length_is_a_segment() -> None:
    assert sentences((word("oh", 0.0, 20.0),)) == ["oh"]


def test_no_words_give_no_segment() -> None:
    assert segmented((), []) == []


WORDS = st.lists(
    st.tuples(
        st.sampled_from(["one", "two.", "three,", "Four", "5.", "…", "“six.”", "七。"]),
        st.floats(0.0, 3.0),
        st.floats(0.0, 3.0),
    ),
    max_size=40,
)


@given(said=WORDS, breaks=st.lists(st.floats(0.0, 60.0), max_size=4).map(sorted))
def test_every_word_is_in_one_segment_and_all_are_in_order(
    said: list[tuple[str, float, float]], breaks: list[float]
) -> None:
    words: list[AlignedWord] = []
    at = 0.0
    for text, pause, length in said:
        words.append(word(text, at + pause, at + pause + length))
        at = words[-1].end
    groups = segmented(words, breaks)
    assert [index for group in groups for index in group] == list(range(len(words)))
    assert all(groups)
