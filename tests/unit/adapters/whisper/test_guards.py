import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.whisper.recognition.guards import Doubt, Guards, without_loops
from adapters.whisper.recognition.hypothesis import Hypothesis

LOOP = "and so on " * 30


def said(text: str = "well", logprob: float = -0.3, temperature: float = 0.0) -> Hypothesis:
    return Hypothesis((1,), text, logprob, 0.0, temperature)


def test_sound_text_is_not_doubted() -> None:
    assert Guards().doubt("one two three", -0.4, 0.1) is None


def test_text_that_repeats_itself_is_doubted() -> None:
    assert Guards().doubt(LOOP, -0.1, 0.1) is Doubt.REPETITIVE


def test_improbable_text_is_doubted() -> None:
    assert Guards().doubt("one two three", -1.1, 0.1) is Doubt.IMPROBABLE


def test_improbable_text_in_likely_silence_is_taken_for_silence() -> None:
    assert Guards().doubt("one two three", -1.1, 0.7) is None
    assert Guards().is_silence(-1.1, 0.7)


def test_probable_text_is_believed_even_where_silence_was_likely() -> None:
    assert not Guards().is_silence(-0.5, 0.9)


def test_a_later_decoding_that_passes_is_taken() -> None:
    again = said(logprob=-0.9, temperature=0.4)
    assert Guards().better(said(LOOP, logprob=-0.1), again) is again


def test_where_none_passes_the_more_probable_is_taken_and_the_last_temperature_told() -> None:
    first, again = said(logprob=-1.2), said("other", logprob=-1.5, temperature=1.0)
    best = Guards().better(first, again)
    assert (best.text, best.temperature) == (first.text, 1.0)


def test_where_none_passes_a_loop_is_the_last_choice() -> None:
    first, again = said(LOOP, logprob=-0.1), said("other", logprob=-1.5, temperature=1.0)
    assert Guards().better(first, again).text == "other"


@pytest.mark.parametrize(
    ("items", "kept"),
    [
        ("", ""),
        ("abc", "abc"),
        ("aab", "aab"),
        ("aaaab", "ab"),
        ("xababababy", "xaby"),
        ("abcabcabc", "abc"),
        ("abab", "abab"),
        ("aaabaaabaaab", "ab"),
    ],
)
def test_one_copy_is_kept_of_what_follows_itself_three_times(items: str, kept: str) -> None:
    assert "".join(items[index] for index in without_loops(items)) == kept


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=60))
def test_what_is_cut_was_there_before_and_keeps_its_order(items: list[int]) -> None:
    kept = without_loops(items)
    assert kept == sorted(set(kept))
    assert set(items) == {items[index] for index in kept}
