import pytest

from adapters.whisper.recognition.coverage import Interval
from adapters.whisper.recognition.quality_checks import FallbackReason, QualityChecks
from domain.transcript import Segment
from tests.aligned import crammed, evenly, result

LOOP = "and so on " * 30
CHECKS = QualityChecks()
SPEECH = [Interval(0.0, 6.0)]


def test_a_good_text_is_reliable() -> None:
    assert CHECKS.fallback_reason(result(evenly("one two three"), logprob=-0.4)) is None


def test_repetitive_text_is_not_reliable() -> None:
    assert CHECKS.fallback_reason(result(evenly(LOOP), logprob=-0.1)) is FallbackReason.REPETITIVE


def test_improbable_text_is_not_reliable() -> None:
    assert (
        CHECKS.fallback_reason(result(evenly("one two three"), logprob=-1.1))
        is FallbackReason.IMPROBABLE
    )


@pytest.mark.parametrize("text", ["and so on and", "one two three four"])
def test_words_without_sound_are_not_reliable(text: str) -> None:
    said = result(evenly("one two") + crammed(text, 1.0))
    assert CHECKS.fallback_reason(said) is FallbackReason.UNSUPPORTED


def test_improbable_text_in_likely_silence_is_taken_for_silence() -> None:
    said = result(evenly("one two three"), logprob=-1.1, no_speech=0.7)
    assert CHECKS.fallback_reason(said) is None
    assert CHECKS.is_silence(said.hypothesis)


def test_probable_text_is_no_silence_even_if_no_speech_is_likely() -> None:
    said = result(evenly("one two three"), logprob=-0.5, no_speech=0.9)
    assert not CHECKS.is_silence(said.hypothesis)


@pytest.mark.parametrize(
    ("logprob", "no_speech", "made_up"),
    [(-1.9, 0.1, True), (-1.2, 0.56, True), (-1.2, 0.4, False), (-0.9, 0.9, False)],
)
def test_text_that_nothing_makes_probable_is_made_up(
    logprob: float, no_speech: float, *, made_up: bool
) -> None:
    segment = Segment(0.0, 1.0, " you", avg_logprob=logprob, no_speech_prob=no_speech)
    assert CHECKS.is_made_up(segment) is made_up


def test_a_reliable_result_is_better_than_a_more_probable_one() -> None:
    first, again = result(evenly(LOOP), logprob=-0.1), result(evenly("well"), logprob=-0.9)
    assert CHECKS.better(first, again, SPEECH) is again
    assert CHECKS.better(again, first, SPEECH) is again


def test_of_two_unreliable_results_the_one_whose_words_have_sound_is_better() -> None:
    looped = result(evenly("one two") + crammed(LOOP, 1.0), logprob=-0.1)
    unsure = result(evenly("one two"), logprob=-1.4)
    assert CHECKS.better(looped, unsure, SPEECH) is unsure
    assert CHECKS.better(unsure, looped, SPEECH) is unsure


def test_a_result_that_covers_seconds_more_of_the_speech_is_better_than_a_more_probable_one() -> (
    None
):
    whole = result(evenly("one two three four five six", each=1.0), logprob=-0.6)
    half = result(evenly("one two three", each=1.0), logprob=-0.2)
    assert CHECKS.better(whole, half, SPEECH) is whole
    assert CHECKS.better(half, whole, SPEECH) is whole


def test_of_two_that_cover_about_the_same_the_more_probable_is_better() -> None:
    first = result(evenly("one two three four five six", each=1.0), logprob=-0.6)
    again = result(evenly("won two three four five six", each=0.95), logprob=-0.2)
    assert CHECKS.better(first, again, SPEECH) is again
    assert CHECKS.better(again, first, SPEECH) is again


def test_of_two_equal_results_the_later_is_chosen() -> None:
    first, again = result(evenly("one two")), result(evenly("one two"))
    assert CHECKS.better(first, again, SPEECH) is again
