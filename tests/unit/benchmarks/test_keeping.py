"""What the bench of quality keeps of a run, and where it writes its report."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.quality.checkpoint import Checkpoint
from benchmarks.quality.outcome import Span, TimedText
from benchmarks.quality.report.writing import MarksMissingError, write_between_marks
from tests.unit.benchmarks.outcomes import outcome

HEARD = outcome(
    TimedText(0, 1, " Grüße"), words=[TimedText(0, 1, " Grüße")], gaps=(Span(1.0, 2.5),)
)


def test_what_was_kept_is_read_back(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path / "kept.jsonl", {"model": "base"})
    assert not checkpoint.read()
    checkpoint.add(HEARD)
    assert checkpoint.read() == {("full", "a.wav"): HEARD}


def test_a_later_outcome_replaces_an_earlier_one(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path / "kept.jsonl", {"model": "base"})
    checkpoint.add(HEARD)
    later = replace(HEARD, wall=2.0)
    checkpoint.add(later)
    assert list(checkpoint.read().values()) == [later]


def test_outcomes_of_other_settings_do_not_count(tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    Checkpoint(file, {"model": "base"}).add(HEARD)
    assert not Checkpoint(file, {"model": "small"}).read()


def test_a_line_that_was_cut_off_does_not_count(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path / "kept.jsonl", {"model": "base"})
    checkpoint.add(HEARD)
    whole = checkpoint.file.read_text(encoding="utf-8")
    checkpoint.file.write_text(whole + whole[:40], encoding="utf-8")
    assert list(checkpoint.read().values()) == [HEARD]
    checkpoint.add(replace(HEARD, file="b.wav"))
    assert len(checkpoint.read()) == 2


def test_a_report_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    document = tmp_path / "RESULTS.md"
    document.write_text("before\n<!-- quality -->\nold\n<!-- end of quality -->\nafter\n")
    write_between_marks(document, "quality", "new")
    write_between_marks(document, "quality", "newer")
    expected = "before\n<!-- quality -->\nnewer\n<!-- end of quality -->\nafter\n"
    assert document.read_text() == expected


def test_a_document_without_a_place_for_it_is_left_alone(tmp_path: Path) -> None:
    document = tmp_path / "RESULTS.md"
    document.write_text("before")
    with pytest.raises(MarksMissingError, match="end of quality"):
        write_between_marks(document, "quality", "new")
    assert document.read_text() == "before"
