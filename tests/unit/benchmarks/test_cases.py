"""By what rules the cases are judged right or wrong."""

import pytest

from benchmarks.quality.cases import CASES, Case, Heard
from benchmarks.quality.outcome import Outcome, Span, TimedText
from tests.unit.benchmarks.outcomes import outcome, sound

FOX = TimedText(0.0, 2.8, " The quick brown fox jumps over the lazy dog.")


def case(file: str) -> Case:
    return next(each for each in CASES if each.file == file)


def faults(file: str, heard: Outcome, *speech: Span) -> list[str]:
    said = Heard(heard, sound(*speech, seconds=80.0))
    return [fault for rule in case(file).rules for fault in rule(said)]


def test_the_whole_sentence_is_right() -> None:
    assert not faults("opposite_phase.wav", outcome(FOX))


def test_no_text_is_wrong() -> None:
    assert faults("opposite_phase.wav", outcome())


def test_a_false_warning_is_wrong() -> None:
    warned = Outcome("case", "a", "en", (FOX,), None, caveats=("truncated",))
    assert not faults("wav_placeholder_2000000000.wav", outcome(FOX))
    assert faults("wav_placeholder_2000000000.wav", warned)


@pytest.mark.parametrize(
    ("cue", "right"),
    [
        (TimedText(26.9, 29.6, " The medication list was reviewed in detail."), True),
        (TimedText(20.0, 26.9, " The medication list was reviewed in detail."), False),
        (TimedText(26.9, 29.6, " We agreed."), False),
    ],
)
def test_the_last_sentence_has_to_be_there_in_its_place(cue: TimedText, *, right: bool) -> None:
    found = faults("early_stop_espeak_29.66s.wav", outcome(cue), Span(0, 29.6))
    assert bool(found) is not right


@pytest.mark.parametrize(("end", "right"), [(2.9, True), (22.86, False)])
def test_a_cue_ends_with_its_speech(end: float, *, right: bool) -> None:
    heard = outcome(TimedText(0, end, " One."), TimedText(22.9, 25.8, " Two."))
    found = faults("cue_over_silence.wav", heard, Span(0, 2.9), Span(22.9, 25.8))
    assert bool(found) is not right


@pytest.mark.parametrize(("times", "right"), [(8, True), (4, False)])
def test_what_was_said_again_has_to_come_out_again(times: int, *, right: bool) -> None:
    text = " The cat sat. The dog ran! Did the bird fly?" * times
    found = faults("twenty_four_sentences.wav", outcome(TimedText(0, 72, text)), Span(0, 72))
    assert bool(found) is not right


def test_speech_without_words_is_wrong_where_all_is_to_be_covered() -> None:
    words = [TimedText(0, 24, " one")]
    heard = outcome(TimedText(0, 24, " one"), words=words)
    assert faults("nine_utterances.wav", heard, Span(0, 24), Span(25, 33))
