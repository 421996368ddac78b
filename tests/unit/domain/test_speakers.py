import pytest

from domain.errors.kinds import InvalidRequestError
from domain.speakers import MAX_SPEAKERS, Diarization, SpeakerCounts, SpeakerTurn, speaker_label


def test_labels_are_the_letters_then_pairs_of_letters() -> None:
    places = (0, 1, 25, 26, 27, 51, 52, 701, 702)
    labels = [speaker_label(place) for place in places]
    assert labels == ["A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]


def test_speakers_are_labelled_in_the_order_of_their_first_words() -> None:
    turns = [SpeakerTurn(5, 6, "zoe"), SpeakerTurn(1, 2, "adam"), SpeakerTurn(3, 4, "zoe")]
    found = Diarization.of(turns, {"zoe": "Zoe Z.", "nobody": "Nobody"})
    assert found.turns == (SpeakerTurn(1, 2, "A"), SpeakerTurn(3, 4, "B"), SpeakerTurn(5, 6, "B"))
    assert found.names == {"B": "Zoe Z."}


def test_time_in_which_two_speak_at_once_counts_for_both() -> None:
    found = Diarization.of([SpeakerTurn(0, 4, "x"), SpeakerTurn(3, 5, "y"), SpeakerTurn(6, 7, "x")])
    assert found.speaking_seconds == {"A": 5, "B": 2}


@pytest.mark.parametrize(
    ("counts", "fields"),
    [
        ((0, None, None), {"num_speakers"}),
        ((MAX_SPEAKERS + 1, None, None), {"num_speakers"}),
        ((None, -1, 0), {"min_speakers", "max_speakers"}),
        ((None, 3, 2), {"min_speakers"}),
        ((2, 1, None), {"num_speakers"}),
        ((2, None, 2), {"num_speakers"}),
    ],
)
def test_impossible_counts_are_refused_in_words(
    counts: tuple[int | None, int | None, int | None], fields: set[str]
) -> None:
    with pytest.raises(InvalidRequestError, match=r"\w+ \w+.*\.$") as refusal:
        SpeakerCounts(*counts)
    assert {error.field for error in refusal.value.errors} == fields


@pytest.mark.parametrize(
    "counts", [(None, None, None), (1, None, None), (None, 2, 2), (None, None, MAX_SPEAKERS)]
)
def test_possible_counts_are_taken(counts: tuple[int | None, int | None, int | None]) -> None:
    assert SpeakerCounts(*counts).exact == counts[0]
