from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.speaker_assignment import Part, SpeakerAssignment, divided
from domain.speakers import SpeakerTurn
from domain.transcript import Segment, Word


def said(text: str, *, start: float = 0.0, each: float = 0.4, pause: float = 0.05) -> Segment:
    """Make a segment whose words all take the same time."""
    words = []
    for index, word in enumerate(text.split()):
        begin = start + index * (each + pause)
        words.append(Word(begin, begin + each, f" {word}", 0.9))
    return Segment(words[0].start, words[-1].end, f" {text}", (1, 2), words=tuple(words))


def told(segment: Segment, *turns: SpeakerTurn) -> list[tuple[str | None, str]]:
    parts = SpeakerAssignment(turns).parts(segment)
    return [(piece.speaker, piece.text) for piece in divided(segment, parts)]


def a(start: float, end: float) -> SpeakerTurn:
    return SpeakerTurn(start, end, "A")


def b(start: float, end: float) -> SpeakerTurn:
    return SpeakerTurn(start, end, "B")


def test_a_segment_within_one_turn_stays_whole() -> None:
    assert told(said("one two three"), a(0, 5), b(6, 9)) == [("A", " one two three")]


def test_a_segment_is_split_where_the_speaker_changes() -> None:
    segment = said("are you there? yes I am here")
    assert told(segment, a(0, 1.3), b(1.35, 5)) == [
        ("A", " are you there?"),
        ("B", " yes I am here"),
    ]


def test_the_parts_have_their_own_words_and_times_and_all_words_name_the_speaker() -> None:
    segment = said("are you there? yes I am here")
    parts = SpeakerAssignment([a(0, 1.3), b(1.35, 5)]).parts(segment)
    first, second = divided(segment, parts)
    assert segment.words is not None
    assert first.words is not None
    assert second.words is not None
    assert (first.start, first.end) == (segment.start, segment.words[2].end)
    assert (second.start, second.end) == (segment.words[3].start, segment.end)
    assert [(word.text, word.speaker) for word in (*first.words, *second.words)] == [
        (word.text, "A" if index < 3 else "B") for index, word in enumerate(segment.words)
    ]


def test_a_change_of_speaker_that_comes_a_little_late_tears_no_sentence() -> None:
    # The turn of A ends in the middle of B's first word.
    segment = said("are you there? yes I am here")
    assert told(segment, a(0, 1.5), b(1.5, 5))[1] == ("B", " yes I am here")


def test_one_word_in_the_middle_of_a_sentence_does_not_flicker() -> None:
    segment = said("we will meet on Monday at noon", each=0.25)
    assert told(segment, a(0, 0.9), b(0.9, 1.1), a(1.1, 5)) == [
        ("A", " we will meet on Monday at noon")
    ]


def test_a_short_answer_between_two_sentences_is_heard() -> None:
    segment = said("shall we go? Yes. then let us go")
    assert told(segment, a(0, 1.3), b(1.34, 1.76), a(1.79, 5)) == [
        ("A", " shall we go?"),
        ("B", " Yes."),
        ("A", " then let us go"),
    ]


def test_who_speaks_alone_goes_before_who_speaks_at_the_same_time() -> None:
    # B speaks all the time, A begins with the second half, and B's other words are its own.
    segment = said("well I think so")
    assert told(segment, b(0, 5), a(0.9, 1.8)) == [("B", " well I think so")]


def test_a_word_in_a_pause_goes_to_the_nearest_turn() -> None:
    assert told(said("hello", start=10), a(0, 9.5), b(12, 15)) == [("A", " hello")]
    assert told(said("hello", start=11), a(0, 9), b(11.6, 15)) == [("B", " hello")]


def test_what_is_said_far_from_every_turn_has_no_speaker() -> None:
    assert told(said("hello", start=60), a(0, 9.5)) == [(None, " hello")]
    assert told(said("hello")) == [(None, " hello")]


def test_a_segment_without_words_goes_to_who_holds_most_of_it() -> None:
    segment = Segment(0, 10, " all of it")
    assert told(segment, a(0, 3), b(3, 10)) == [("B", " all of it")]


def test_words_that_do_not_make_up_the_text_are_not_split() -> None:
    words = (Word(0, 1, " one", 0.9), Word(1, 2, " two", 0.9))
    segment = Segment(0, 2, " ONE, two", words=words)
    assert told(segment, a(0, 1), b(1, 2)) in ([("A", " ONE, two")], [("B", " ONE, two")])


def test_a_language_without_spaces_is_split_between_its_words() -> None:
    words = tuple(Word(n * 1.0, n + 0.9, text, 0.9) for n, text in enumerate(("好。", "谢", "谢")))
    segment = Segment(0, 3, "好。谢谢", words=words)
    assert told(segment, a(0, 1), b(1, 3)) == [("A", "好。"), ("B", "谢谢")]


def test_spaces_around_the_text_stay_in_it() -> None:
    words = (Word(0, 1, " one.", 0.9), Word(2, 3, " two", 0.9))
    segment = Segment(0, 3, "one. two ", words=words)
    assert told(segment, a(0, 1), b(2, 3)) == [("A", "one."), ("B", " two ")]


def test_merged_turns_of_one_speaker_that_overlap_count_once() -> None:
    assert told(said("one two"), a(0, 3), a(0.2, 1), b(0, 0.2)) == [("A", " one two")]


times = st.floats(0, 30, allow_nan=False)
turns = st.lists(
    st.tuples(times, times, st.sampled_from("ABC")).map(
        lambda each: SpeakerTurn(min(each[:2]), max(each[:2]), each[2])
    ),
    max_size=12,
)
texts = st.lists(st.sampled_from(["yes.", "no", "well,", "I", "think"]), min_size=1, max_size=20)


@given(turns, texts, times)
def test_the_texts_of_the_parts_are_the_text_of_the_segment(
    turns: list[SpeakerTurn], words: list[str], start: float
) -> None:
    segment = said(" ".join(words), start=start)
    parts = SpeakerAssignment(sorted(turns, key=lambda turn: turn.start)).parts(segment)
    pieces = list(divided(segment, parts))
    assert "".join(piece.text for piece in pieces) == segment.text
    assert all(piece.text and piece.start <= piece.end for piece in pieces)
    assert all(before.speaker != after.speaker for before, after in pairwise(pieces))
    assert [part.first for part in parts] == sorted({part.first for part in parts})
    assert (pieces[0].start, pieces[-1].end) == (segment.start, segment.end)


def test_a_segment_of_one_part_keeps_its_tokens() -> None:
    (whole,) = divided(said("one"), (Part(0, "A"),))
    assert whole.tokens == (1, 2)


@pytest.mark.parametrize("speaker", ["A", None])
def test_a_part_may_have_no_speaker(speaker: str | None) -> None:
    (whole,) = divided(said("one"), (Part(0, speaker),))
    assert whole.speaker == speaker
