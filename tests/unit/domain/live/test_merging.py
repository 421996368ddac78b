"""Committed words stay in the final text."""

from hypothesis import given
from hypothesis import strategies as st

from domain.live.merging import with_committed
from domain.live.words import LiveWord
from domain.transcript import Segment, Word


def segment(text: str, start: float = 0.0) -> Segment:
    words = [
        Word(start + number, start + number + 1, f" {word}", 1.0)
        for number, word in enumerate(text.split())
    ]
    return Segment(start, start + len(words), "".join(w.text for w in words), words=tuple(words))


def merged(committed: str, *final: Segment) -> str:
    words = [LiveWord(f" {word}") for word in committed.split()]
    return "".join(each.text for each in with_committed(words, final))


def test_the_last_decoding_adds_what_was_not_committed() -> None:
    assert merged("it rains", segment("It rains, and snows.")) == " it rains, and snows."


def test_without_committed_words_it_is_the_text() -> None:
    assert merged("", segment("It rains.")) == " It rains."


def test_committed_words_replace_those_of_the_last_decoding() -> None:
    assert merged("it rains cats", segment("It rains bats and dogs.")) == " it rains cats and dogs."


def test_a_word_too_many_is_kept_and_the_rest_found() -> None:
    assert merged("it really rains", segment("It rains today.")) == " it really rains today."


def test_segments_that_agree_keep_their_shape_and_times() -> None:
    first, second = segment("It rains."), segment("It snows.", start=5.0)
    committed = [LiveWord(" it"), LiveWord(" rains,"), LiveWord(" it")]
    kept = with_committed(committed, [first, second])
    assert [each.text for each in kept] == [" it rains,", " it snows."]
    assert [(each.start, each.end) for each in kept] == [(0.0, 2.0), (5.0, 7.0)]


def test_the_rest_keeps_its_times() -> None:
    first, rest = with_committed([LiveWord(" that"), LiveWord(" hail")], [segment("it rains now")])
    assert (first.text, first.start, first.end) == (" that hail", 0.0, 2.0)
    assert (rest.text, rest.start, rest.end) == (" now", 2.0, 3.0)


@given(st.lists(st.sampled_from("abcd"), max_size=6), st.lists(st.sampled_from("abcd"), max_size=8))
def test_the_text_always_begins_with_the_committed_text(
    committed: list[str], final: list[str]
) -> None:
    if not final:
        return
    text = "".join(f" {word}" for word in committed)
    assert merged(" ".join(committed), segment(" ".join(final))).startswith(text)
