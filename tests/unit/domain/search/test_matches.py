"""The work of finding the place to show is bounded, and finds the same as before."""

from domain.search.matches import EXCERPT_LENGTH, excerpt
from domain.search.passage import MOST_CHARACTERS, passage_terms
from domain.search.query import read_query


def test_only_the_beginning_of_an_endless_passage_is_read() -> None:
    texts = ["word " * (MOST_CHARACTERS // 5), "late"]
    assert excerpt(texts, read_query("word")) is not None
    assert excerpt(texts, read_query("late")) is None
    assert all(index == 0 for index, _ in passage_terms(texts))


def test_a_word_that_is_said_very_often_is_marked_wherever_it_is_shown() -> None:
    shown = excerpt(["ab " * 5_000], read_query("ab"))
    assert shown is not None
    assert len(shown.matches) == EXCERPT_LENGTH // 3


def test_the_segment_with_most_clauses_is_shown_though_one_is_said_very_often_before() -> None:
    shown = excerpt(["ab " * 500, "cd ab", "cd"], read_query("ab cd"))
    assert shown is not None
    assert shown.text == "cd ab"
    assert len(shown.matches) == 2


def test_a_phrase_that_the_end_of_the_passage_cuts_off_is_not_found() -> None:
    assert excerpt(["one two"], read_query('"two three"')) is None
