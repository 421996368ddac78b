"""How the bench of speakers counts what is wrong."""

from pathlib import Path

import pytest

from benchmarks.quality.manifest import Recording
from benchmarks.speakers.references import Reference, Said, read_reference, speakers_at_most
from benchmarks.speakers.report import Findings, Judged, report
from benchmarks.speakers.scoring import WordCounts, time_errors, word_counts
from benchmarks.speakers.subjects import Result
from domain.speakers import SpeakerTurn
from domain.transcript import Word


def recording(
    path: Path = Path("one.wav"),
    kind: str = "conversation",
    note: str = "",
    *,
    listed: bool = False,
) -> Recording:
    return Recording(path.name, path, 20.0, "en", kind, "", listed, note)


def said(speaker: str, start: float, *words: str) -> Said:
    spread = [Word(start + n, start + n + 0.9, f" {word}", 1.0) for n, word in enumerate(words)]
    return Said(speaker, tuple(spread))


REFERENCE = Reference(
    (SpeakerTurn(0, 4, "anna"), SpeakerTurn(4, 8, "bert")),
    (said("anna", 0, "how", "are", "you"), said("bert", 5, "fine")),
)


def test_names_of_speakers_do_not_matter() -> None:
    turns = [SpeakerTurn(0, 4, "B"), SpeakerTurn(4, 8, "A")]

    assert time_errors(REFERENCE, turns).rate == 0.0
    assert word_counts(REFERENCE.said, turns) == WordCounts(right=4, all=4)


def test_missed_added_and_confused_time_is_told_apart() -> None:
    errors = time_errors(REFERENCE, [SpeakerTurn(1, 5, "A"), SpeakerTurn(5, 10, "B")])

    assert (errors.missed, errors.added, errors.confused, errors.total) == (1.0, 2.0, 1.0, 8.0)
    assert errors.rate == 0.5


def test_time_in_which_two_speak_counts_twice() -> None:
    both = Reference((SpeakerTurn(0, 4, "anna"), SpeakerTurn(0, 4, "bert")), ())

    assert time_errors(both, [SpeakerTurn(0, 4, "A")]).rate == 0.5


def test_words_of_somebody_who_was_not_found_are_wrong() -> None:
    assert word_counts(REFERENCE.said, [SpeakerTurn(0, 8, "A")]) == WordCounts(right=3, all=4)


def test_words_are_wrong_where_nobody_was_found() -> None:
    assert word_counts(REFERENCE.said, []) == WordCounts(right=0, all=4)


def test_turns_and_words_are_read_beside_the_recording(tmp_path: Path) -> None:
    rttm = "SPEAKER one 1 0.5 2.0 <NA> <NA> anna <NA> <NA>\n"
    (tmp_path / "one.rttm").write_text(rttm, encoding="utf-8")
    (tmp_path / "one.stm").write_text("one 1 anna 0.5 2.5 so it is\n", encoding="utf-8")

    reference = read_reference(recording(tmp_path / "one.wav"))

    assert reference.turns == (SpeakerTurn(0.5, 2.5, "anna"),)
    (utterance,) = reference.said
    assert [word.text for word in utterance.words] == [" so", " it", " is"]
    assert utterance.words[0].start == 0.5
    assert utterance.words[-1].end == pytest.approx(2.5)


def test_how_many_speakers_there_can_be_follows_from_the_kind_of_recording() -> None:
    assert speakers_at_most(recording(kind="noise")) == 0
    assert speakers_at_most(recording(kind="music", note="SUNG vocals")) == 1
    assert speakers_at_most(recording(kind="read", listed=True)) == 1
    assert speakers_at_most(recording(kind="phone")) is None


def test_the_report_has_a_column_for_each_subject() -> None:
    one = recording()
    found = Result(one, (SpeakerTurn(0, 4, "A"), SpeakerTurn(4, 8, "B")), 2.0)
    noise = Result(recording(Path("hum.wav"), kind="noise"), (SpeakerTurn(0, 1, "A"),), 2.0)

    told = report({"engine": Findings([Judged(found, REFERENCE)], [noise])})

    assert "| diarization error rate (missed / added / confused) | 0.0%" in told
    assert "| speakers counted right | 1 of 1 |" in told
    assert "| words with the right speaker | 100.0% of 4 |" in told
    assert "| recordings with speakers who were never there | 1 of 1 |" in told
    assert "| seconds for a second of sound | 0.100 |" in told
    assert "| one.wav | 2 | 0.0%, 2 |" in told


def test_the_report_does_without_recordings_that_have_turns() -> None:
    told = report({"engine": Findings([], [Result(recording(kind="noise"), (), 2.0)])})

    assert "| diarization error rate (missed / added / confused) | - |" in told
    assert "| recordings with speakers who were never there | 0 of 1 |" in told
