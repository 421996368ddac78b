"""An unreliable window is decoded again in other ways, the cheapest and best first."""

import numpy as np
import pytest

from adapters.whisper.recognition.coverage import Interval
from adapters.whisper.recognition.decoding_result import DecodingResult
from adapters.whisper.recognition.fallback import Fallback, quietest_moment
from adapters.whisper.recognition.quality_checks import QualityChecks
from tests.aligned import crammed, evenly, result, texts
from tests.fakes.decoder import Asked, FakeDecoder, Script, Truth, moments, request

SPEECH = [Interval(0.0, 10.0)]
UNSURE = result(evenly("mumble"), logprob=-1.5)
GOOD = result(evenly("one two three"))
REFRAIN = evenly("all you need is love " * 20, each=0.1)
LOOP = result(REFRAIN, logprob=-0.1)


def again(
    decoder: FakeDecoder,
    first: DecodingResult = UNSURE,
    *,
    seconds: float = 10.0,
    frames: int = 2000,
    temperatures: tuple[float, ...] = (0.0, 0.2),
) -> DecodingResult:
    fall_back = Fallback(decoder.as_decoder, QualityChecks())
    asked = request(seconds, temperatures=temperatures)
    return fall_back(first, asked, moments(seconds, frames), SPEECH)


def ways(asked: list[Asked]) -> list[tuple[float, bool]]:
    return [(round(each.seconds), each.at_higher_temperatures) for each in asked]


def test_the_full_context_is_tried_first_then_halves_then_higher_temperatures() -> None:
    script = Script(UNSURE)
    again(script)
    whole, first, second, at_higher_temperatures = script.asked
    assert (whole.seconds, whole.at_higher_temperatures) == (10.0, False)
    assert first.start == 0.0
    assert second.start == pytest.approx(first.seconds, abs=0.01)
    assert first.seconds + second.seconds == pytest.approx(10.0)
    assert (at_higher_temperatures.seconds, at_higher_temperatures.at_higher_temperatures) == (
        10.0,
        True,
    )
    assert {each.frames for each in script.asked} == {3000}


def test_the_fallback_stops_at_the_first_reliable_result() -> None:
    script = Script(GOOD)
    assert again(script) is GOOD
    assert len(script.asked) == 1


def test_a_window_that_had_the_full_context_is_not_given_it_once_more() -> None:
    script = Script(UNSURE)
    again(script, frames=3000)
    assert ways(script.asked)[-1] == (10, True)
    assert len(script.asked) == 3


def test_short_sound_is_not_cut_in_two() -> None:
    script = Script(UNSURE)
    again(script, seconds=5.9)
    assert ways(script.asked) == [(6, False), (6, True)]


def test_with_a_fixed_temperature_there_is_no_higher_one() -> None:
    script = Script(UNSURE)
    again(script, temperatures=(0.0,))
    assert not any(each.at_higher_temperatures for each in script.asked)


def test_words_of_the_second_half_keep_their_times() -> None:
    said = evenly("one two three four five six seven eight nine ten", each=1.0)
    truth = Truth(said)
    found = again(truth, frames=3000)
    assert texts(found.words) == texts(said)
    assert [each.start for each in found.words] == pytest.approx([each.start for each in said])


def test_a_half_in_which_nobody_spoke_adds_nothing() -> None:
    silent = result(evenly("Thank you."), logprob=-1.5, no_speech=0.9)
    found = again(Script(GOOD, silent), frames=3000)
    assert found.hypothesis.text == GOOD.hypothesis.text
    assert found.words == GOOD.words


def test_if_no_result_is_reliable_the_best_is_returned() -> None:
    better = result(evenly("mumble mumble"), logprob=-1.1)
    worse = result(evenly("mumble"), logprob=-1.9)
    assert again(Script(worse, better), seconds=5.0) is better
    assert again(Script(better, worse), seconds=5.0) is better
    assert again(Script(worse), better, seconds=5.0) is better


def test_repetition_that_another_way_of_decoding_confirms_is_kept() -> None:
    script = Script(result(REFRAIN, logprob=-0.1))
    found = again(script, LOOP)
    assert texts(found.words) == texts(REFRAIN)
    assert len(script.asked) == 1


def test_repetition_of_another_length_confirms_nothing() -> None:
    script = Script(result(REFRAIN[:75], logprob=-0.1), GOOD, GOOD)
    assert texts(again(script, LOOP).words) == "one two three one two three"
    assert len(script.asked) == 3


def test_words_without_sound_are_never_confirmed() -> None:
    unsupported = result(evenly("one two") + crammed("one two " * 4, 1.0))
    script = Script(unsupported, GOOD, GOOD)
    again(script, unsupported)
    assert len(script.asked) == 3


def test_a_window_is_cut_where_it_is_quietest_in_its_middle_third() -> None:
    features = np.ones((80, 3000), dtype=np.float32)
    features[:, 100:120] = -5.0  # quiet, but near the start
    features[:, 545:555] = -1.0
    assert quietest_moment(features, 10.0) == pytest.approx(5.5, abs=0.051)
