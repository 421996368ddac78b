import pytest

from domain.paragraphs import LONG, LONGEST, Paragraph, clock, paragraphs, readable
from domain.transcript import Segment


def texts(*segments: Segment) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(segments)]


def test_segments_that_follow_each_other_are_one_paragraph() -> None:
    (only,) = paragraphs([Segment(1.0, 2.0, " One,"), Segment(2.5, 4.0, " two.")])
    assert only == Paragraph(1.0, 4.0, "One, two.")


def test_a_pause_starts_a_new_one() -> None:
    assert texts(Segment(0, 1, " One."), Segment(3.1, 4, " Two.")) == ["One.", "Two."]


def test_so_does_another_channel() -> None:
    found = texts(Segment(0, 1, " One.", channel=1), Segment(0.5, 1, " Two.", channel=2))
    assert found == ["One.", "Two."]


def test_so_does_another_speaker() -> None:
    anna, ben = paragraphs(
        [Segment(0, 1, " One.", speaker="Anna"), Segment(1, 2, " Two.", speaker="Ben")]
    )
    assert (anna.speaker, ben.speaker) == ("Anna", "Ben")


def test_a_long_one_ends_with_its_sentence() -> None:
    word = " word" * (LONG // 5)
    assert len(texts(Segment(0, 1, word), Segment(1, 2, " end."), Segment(2, 3, " Next."))) == 2
    assert len(texts(Segment(0, 1, word), Segment(1, 2, " on"), Segment(2, 3, " and on."))) == 1


def test_none_grows_without_end() -> None:
    found = texts(*(Segment(n, n + 1, " word" * 20) for n in range(100)))
    assert max(map(len, found)) <= LONGEST
    assert sum(text.count("word") for text in found) == 2_000


def test_what_has_no_words_is_left_out() -> None:
    assert texts(Segment(0, 1, "  "), Segment(1, 2, " One.")) == ["One."]
    assert texts() == []


@pytest.mark.parametrize(
    ("text", "is_so"), [("שלום", True), ("  12 مرحبا", True), ("Hi שלום", False), ("12", False)]
)
def test_the_first_letter_says_from_which_side_it_is_written(text: str, *, is_so: bool) -> None:
    assert Paragraph(0, 1, text).is_right_to_left is is_so


def test_times_are_written_with_hours() -> None:
    assert [clock(0.9), clock(61.0), clock(36_000.0)] == ["00:00:00", "00:01:01", "10:00:00"]


def test_characters_that_documents_forbid_are_removed() -> None:
    assert readable("a\x00b\x1b\nc\u2028d\x85e\ufffe\uffff") == "ab c d e"
