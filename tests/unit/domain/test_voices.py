import pytest

from domain.transcript import Segment
from domain.voices import named, voice_of


@pytest.mark.parametrize(
    ("speaker", "channel", "voice"),
    [
        ("A", None, "Anna"),
        ("B", None, "Speaker B"),
        ("A", 1, "Anna"),
        ("B", 2, "Channel 2"),
        (None, 2, "Channel 2"),
        (None, None, None),
    ],
)
def test_a_voice_is_called_by_its_name_its_channel_or_its_label(
    speaker: str | None, channel: int | None, voice: str | None
) -> None:
    segment = Segment(0, 1, " one", speaker=speaker, channel=channel)
    assert voice_of(segment, {"A": "Anna"}) == voice
    assert named(segment, {"A": "Anna"}).speaker == voice


def test_a_name_is_one_line() -> None:
    assert voice_of(Segment(0, 1, " one", speaker="A"), {"A": "An\nna\x00"}) == "An na"


def test_names_can_be_left_out() -> None:
    segment = Segment(0, 1, " one", speaker="A", channel=1)
    assert named(segment, {"A": "Anna"}, wanted=False).speaker is None
