"""What a transcript leaves out is said in one sentence for each kind."""

from domain.job import Caveat
from domain.omissions import SHOWN_PLACES, Omissions, caveats_of
from domain.transcript import Cut, Gap, Transcript


def said(*omissions: Gap | Cut) -> dict[str, str]:
    """Give the message of each caveat by its code."""
    counted = Omissions()
    for omission in omissions:
        counted.add(omission)
    return {caveat.code: caveat.message for caveat in counted.caveats()}


def test_a_transcript_without_omissions_has_no_caveat() -> None:
    assert said() == {}


def test_a_single_gap_is_named_with_its_times() -> None:
    assert said(Gap(24.88, 33.04)) == {
        "speech_not_understood": "Speech from 24.9 to 33.0 s could not be understood: "
        "the transcript has no words for it."
    }


def test_several_gaps_are_named_with_their_total() -> None:
    message = said(Gap(1.0, 3.5), Gap(59.0, 62.25), Gap(3723.0, 3725.0))["speech_not_understood"]
    assert message == (
        "Speech in 3 places (7.8 s in all) could not be understood, and the transcript has no "
        "words for it: 1.0 to 3.5 s, 0:59.0 to 1:02.2, 1:02:03.0 to 1:02:05.0."
    )


def test_of_many_gaps_the_first_are_named_and_all_are_counted() -> None:
    message = said(*(Gap(float(n), n + 0.5) for n in range(SHOWN_PLACES + 3)))[
        "speech_not_understood"
    ]
    assert "8 places (4.0 s in all)" in message
    assert message.endswith("4.0 to 4.5 s and 3 more.")


def test_cuts_are_told_apart_from_gaps() -> None:
    found = said(Gap(1.0, 2.0), Cut(3.0, 5.0, " again again"))
    assert found.keys() == {"speech_not_understood", "repetition_removed"}
    assert found["repetition_removed"].startswith("Text from 3.0 to 5.0 s was removed")


def test_several_cuts_are_named_with_their_total() -> None:
    message = said(Cut(3.0, 5.0, " a"), Cut(7.0, 8.0, " b"))["repetition_removed"]
    assert message.startswith("Text in 2 places (3.0 s in all) was removed")
    assert "3.0 to 5.0 s, 7.0 to 8.0 s" in message


def test_a_complete_transcript_gives_its_caveats() -> None:
    transcript = Transcript("en", 9.0, (), gaps=(Gap(1.0, 2.0),))
    assert [caveat.code for caveat in caveats_of(transcript)] == ["speech_not_understood"]
    assert isinstance(caveats_of(transcript)[0], Caveat)
