"""Where turns of speech begin and end."""

import pytest

from domain.errors.kinds import InvalidRequestError
from domain.live.turns import TurnDetection, Turns, frames_in, milliseconds

LOUD, QUIET = 0.9, 0.1


def after(*probabilities: float, **detection: int) -> Turns:
    turns = Turns(TurnDetection(**detection))
    for probability in probabilities:
        turns.feed(probability)
    return turns


def test_a_turn_begins_with_its_first_frame_of_speech() -> None:
    assert after(QUIET, QUIET, LOUD, LOUD, LOUD).begun == 2


def test_a_click_is_no_speech() -> None:
    assert after(QUIET, LOUD, LOUD, QUIET, LOUD).begun is None


def test_a_turn_goes_on_through_a_short_pause() -> None:
    turns = after(LOUD, LOUD, LOUD, *[QUIET] * 15)
    assert (turns.begun, turns.silence) == (0, 15)
    turns.feed(LOUD)
    assert (turns.begun, turns.silence) == (0, 0)


def test_enough_silence_ends_a_turn() -> None:
    turns = after(LOUD, LOUD, LOUD, *[QUIET] * 16)
    assert turns.begun is None
    assert turns.silent_since == 3


def test_a_doubtful_frame_neither_begins_nor_ends_silence() -> None:
    turns = after(LOUD, LOUD, LOUD, 0.4, QUIET, 0.4)
    assert turns.silent_since == 4


def test_the_client_chooses_how_much_silence_ends_a_turn() -> None:
    assert after(LOUD, LOUD, LOUD, *[QUIET] * 4, silence_duration_ms=128).begun is None
    assert after(LOUD, LOUD, LOUD, *[QUIET] * 3, silence_duration_ms=128).begun == 0


def test_each_value_out_of_its_range_is_named() -> None:
    with pytest.raises(InvalidRequestError) as refused:
        TurnDetection(threshold=1.0, prefix_padding_ms=-1, silence_duration_ms=0)
    named = [error.field for error in refused.value.errors]
    assert named == ["threshold", "prefix_padding_ms", "silence_duration_ms"]


def test_times_are_rounded_up_to_frames() -> None:
    assert [frames_in(ms) for ms in (0, 1, 32, 33, 500)] == [0, 1, 1, 2, 16]
    assert milliseconds(100) == 3200
