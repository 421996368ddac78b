import pytest

from domain.rttm import rttm_line
from domain.speakers import SpeakerTurn

TURN = SpeakerTurn(1.25, 3.5, "A")


def test_a_turn_is_one_line_of_ten_fields() -> None:
    line = rttm_line(TURN, "talk.mp3", {})
    assert line == "SPEAKER talk 1 1.250 2.250 <NA> <NA> A <NA> <NA>\n"


@pytest.mark.parametrize(
    ("recording", "name"),
    [("my talk.mp3", "Anna Maria"), ("a\tb.wav", "x\u2028y"), (";;.wav", "<NA>"), (".wav", " ")],
)
def test_neither_names_nor_recordings_add_fields(recording: str, name: str) -> None:
    line = rttm_line(TURN, recording, {"A": name})
    assert line.count("\n") == 1
    fields = line.split()
    assert len(fields) == 10
    assert (fields[0], fields[3:7]) == ("SPEAKER", ["1.250", "2.250", "<NA>", "<NA>"])
    assert fields[7] != "<NA>"
    assert not fields[1].startswith(";;")


def test_two_speakers_of_one_name_stay_two() -> None:
    names = {"A": "Anna", "B": "Anna", "C": "Ben"}
    speakers = [rttm_line(SpeakerTurn(0, 1, label), "x.wav", names).split()[7] for label in "ABC"]
    assert speakers == ["Anna_A", "Anna_B", "Ben"]
