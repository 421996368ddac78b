import pytest

from domain.spoken_languages import LanguageTally, SpokenLanguage
from domain.transcript import Segment


def test_languages_come_in_the_order_of_how_long_they_are_spoken() -> None:
    tally = LanguageTally()
    tally.add(
        [
            Segment(0.0, 1.0, " un", language="fr"),
            Segment(1.0, 4.0, " two", language="en"),
            Segment(4.0, 5.5, " trois", language="fr"),
        ],
        otherwise="de",
    )
    assert tally.languages == (SpokenLanguage("en", 3.0), SpokenLanguage("fr", 2.5))


def test_a_segment_without_a_language_is_in_that_of_the_recording() -> None:
    tally = LanguageTally()
    tally.add([Segment(0.0, 1.5, " eins")], otherwise="de")
    assert tally.languages == (SpokenLanguage("de", 1.5),)


@pytest.mark.parametrize("segments", [[], [Segment(0.0, 1.0, " hm")]])
def test_where_no_language_is_known_there_is_none(segments: list[Segment]) -> None:
    tally = LanguageTally()
    tally.add(segments, otherwise=None)
    assert tally.languages == ()
