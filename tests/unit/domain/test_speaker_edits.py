import pytest

from domain.errors.kinds import InvalidRequestError
from domain.speaker_edits import LabelEdit, ShownSpeaker, SpeakerEdits
from domain.speakers import Speaker

FOUND = (Speaker("A", 30.0), Speaker("B", 10.0), Speaker("C", 10.0))


def test_speakers_have_their_names_and_their_shares_of_all_speech() -> None:
    edits = SpeakerEdits({"A": LabelEdit("Anna")})
    assert edits.shown(FOUND[:2]) == (
        ShownSpeaker("A", "Anna", 30.0, 0.75),
        ShownSpeaker("B", None, 10.0, 0.25),
    )


def test_merged_speakers_are_one_with_the_time_of_both() -> None:
    edits = SpeakerEdits({"C": LabelEdit(merged_into="A")})
    assert edits.shown(FOUND) == (
        ShownSpeaker("A", None, 40.0, 0.8, merged=("C",)),
        ShownSpeaker("B", None, 10.0, 0.2),
    )


def test_a_speaker_without_a_name_takes_that_of_one_merged_into_it() -> None:
    named = LabelEdit("Carl", merged_into="A")
    assert SpeakerEdits({"C": named}).shown(FOUND)[0].name == "Carl"
    assert SpeakerEdits({"A": LabelEdit("Anna"), "C": named}).shown(FOUND)[0].name == "Anna"


def test_speakers_are_merged_one_after_another() -> None:
    edits = SpeakerEdits({"A": LabelEdit(merged_into="B")})
    assert edits.merging("B", "C") == LabelEdit(merged_into="C")
    both = SpeakerEdits({**edits.labels, "B": LabelEdit(merged_into="C")})
    assert [both.label(label) for label in "ABC"] == ["C", "C", "C"]


def test_a_speaker_is_not_merged_into_itself() -> None:
    with pytest.raises(InvalidRequestError, match="the same speaker"):
        SpeakerEdits().merging("A", "A")
    with pytest.raises(InvalidRequestError, match="the same speaker"):
        SpeakerEdits({"A": LabelEdit(merged_into="B")}).merging("B", "A")


def test_nobody_speaks_where_nobody_was_found() -> None:
    assert SpeakerEdits().shown(()) == ()
    assert SpeakerEdits().shown([Speaker("A", 0.0)]) == (ShownSpeaker("A", None, 0.0, 0.0),)
