"""By what the bench of quality judges: cues, coverage, and the times of words."""

import pytest

from benchmarks.quality.coverage import holes, silent_losses
from benchmarks.quality.cues import Fault, faults
from benchmarks.quality.judging import judge
from benchmarks.quality.manifest import Utterance
from benchmarks.quality.outcome import Span, TimedText
from benchmarks.quality.spans import joined, without
from benchmarks.quality.word_times import distances
from tests.unit.benchmarks.outcomes import outcome, recording, sound


def test_stretches_that_touch_are_joined() -> None:
    assert joined([Span(2, 3), Span(0, 1), Span(1, 2), Span(5, 5)]) == [Span(0, 3)]


def test_what_is_taken_away_leaves_the_rest() -> None:
    left = without([Span(0, 10)], [Span(2, 3), Span(8, 12), Span(-1, 0)])
    assert left == [Span(0, 2), Span(3, 8)]


@pytest.mark.parametrize(
    ("cues", "found"),
    [
        ([TimedText(0, 3, "a"), TimedText(3, 6, "b")], {}),
        ([TimedText(0, 13, "a")], {Fault.OVER_SILENCE: 1}),
        ([TimedText(40, 41, "a")], {Fault.OVER_SILENCE: 1}),
        ([TimedText(9, 11, "a")], {}),
        ([TimedText(5, 5, "a")], {Fault.ZERO_LENGTH: 1}),
        ([TimedText(5, 4, "a")], {Fault.BACKWARDS: 1}),
        ([TimedText(0, 3, "a"), TimedText(2.5, 6, "b")], {Fault.OVERLAPPING: 1}),
        ([TimedText(5, 6, "a"), TimedText(2, 3, "b")], {Fault.BACKWARDS: 1}),
        ([TimedText(59, 60.5, "a")], {Fault.BEYOND_END: 1}),
    ],
)
def test_cues_that_break_a_rule_are_counted(cues: list[TimedText], found: dict[Fault, int]) -> None:
    heard = sound(Span(0, 10), Span(58.5, 61), seconds=60.0)
    assert faults(outcome(*cues), heard) == found


def test_speech_without_words_is_a_hole_if_it_lasts_a_second() -> None:
    words = [TimedText(0, 2, "one"), TimedText(2.9, 4, "two")]
    found = holes(outcome(words=words), sound(Span(0, 6), Span(8, 8.9)))
    assert found == [Span(4, 6)]


def test_words_tell_more_exactly_than_cues_where_speech_is_covered() -> None:
    cue = TimedText(0, 6, "one two")
    assert not holes(outcome(cue), sound(Span(0, 6)))
    assert holes(outcome(cue, words=[TimedText(0, 2, "one")]), sound(Span(0, 6)))


def test_a_hole_that_is_named_is_not_lost_silently() -> None:
    heard = outcome(TimedText(0, 2, "one"), gaps=(Span(2, 5.5),))
    assert not silent_losses(heard, sound(Span(0, 6)))
    assert silent_losses(heard, sound(Span(0, 8))) == [Span(5.5, 8)]


def test_word_times_are_held_against_the_ends_of_utterances() -> None:
    said = recording(Utterance(1.0, 3.0, "How are you?"), Utterance(5.0, 5.5, "Fine"))
    heard = [
        TimedText(1.25, 1.5, " How"),
        TimedText(1.5, 2.0, " are"),
        TimedText(2.0, 3.5, " you?"),
        TimedText(6.0, 6.5, " Mine."),
    ]
    assert distances(said, heard) == [0.25, 0.5]


def test_a_word_that_is_cut_off_by_the_end_of_the_recording_has_no_end() -> None:
    said = recording(Utterance(1.0, 3.5, "Hello"), seconds=3.0)
    assert distances(said, [TimedText(1.5, 3.0, "Hello")]) == [0.5]


def test_words_where_nobody_speaks_are_made_up() -> None:
    noise = recording(kind="noise")
    verdict = judge(noise, outcome(TimedText(0, 1, " Thank you.")), sound(Span(0, 60)))
    assert verdict.made_up == 2
    assert verdict.lost == 0.0


def test_words_that_were_said_are_held_against_the_reference() -> None:
    said = recording(reference="Hello there world")
    verdict = judge(said, outcome(TimedText(0, 1, " hello world")), sound())
    assert verdict.counts.deletions == 1
    assert verdict.language_right
    assert verdict.made_up == 0
