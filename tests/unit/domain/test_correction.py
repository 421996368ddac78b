from datetime import UTC, datetime

import pytest

from domain.correction import Correction, Line
from domain.transcript import Segment, Word

AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("heard", "written", "read"),
    [
        (" wun two", "one two", " one two"),
        ("会議", "会話", "会話"),
        (" wun", "  one\n two\t", " one two"),
        (" Thanks for watching!", "", " "),
    ],
)
def test_a_correction_replaces_the_text_of_its_segment(heard: str, written: str, read: str) -> None:
    line = Line(3, Segment(1.0, 2.0, heard), Correction.of(3, written, at=AT))
    assert line.segment == Segment(1.0, 2.0, read)
    assert line.heard.text == heard


def test_the_times_of_words_are_not_those_of_a_correction() -> None:
    heard = Segment(0.0, 1.0, " wun", words=(Word(0.0, 1.0, " wun", 0.4),))
    assert Line(0, heard).segment is heard
    assert Line(0, heard, Correction.of(0, "one", at=AT)).segment.words is None


def test_only_a_correction_makes_a_segment_blank() -> None:
    heard = Segment(0.0, 1.0, "")
    assert not Line(0, heard).is_blank
    assert Line(0, heard, Correction.of(0, " \n ", at=AT)).is_blank
