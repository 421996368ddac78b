"""Who speaks, in captions."""

from collections.abc import Iterable

import pytest
import webvtt

from domain import subtitles
from domain.subtitle_layout import SubtitleLayout
from domain.subtitles import TextFormat
from domain.text_width import cells
from domain.transcript import Segment

TALK = (
    Segment(0.0, 3.0, " Good morning, everybody.", speaker="Anna"),
    Segment(3.2, 6.0, " It is nice to see you all here again.", speaker="Anna"),
    Segment(6.1, 9.0, " Thank you.", speaker="Ben"),
    Segment(9.2, 12.0, " Let us begin.", speaker="Anna"),
)


def blocks(form: TextFormat, segments: Iterable[Segment]) -> list[list[str]]:
    text = "".join(subtitles.render(form, segments, None))
    return [block.split("\n") for block in text.removeprefix("WEBVTT\n\n").strip().split("\n\n")]


def test_a_name_stands_where_its_speaker_begins() -> None:
    lines = [" ".join(block[2:]) for block in blocks(TextFormat.SRT, TALK)]
    assert [line for line in lines if ":" in line] == [
        "Anna: Good morning, everybody.", "Ben: Thank you.", "Anna: Let us begin.",
    ]  # fmt: skip


def test_every_cue_of_webvtt_has_its_voice() -> None:
    text = "".join(subtitles.render(TextFormat.VTT, TALK, None))
    cues = webvtt.from_string(text).captions
    assert [cue.voice for cue in cues] == ["Anna"] * (len(cues) - 2) + ["Ben", "Anna"]
    assert "Anna:" not in text


def test_a_name_counts_in_its_line() -> None:
    said = " word" * 40
    segment = Segment(0.0, 20.0, said, speaker="Professor Doctor Anna Maria Schmidt-Lang")
    for block in blocks(TextFormat.SRT, [segment]):
        assert all(cells(line) <= 42 for line in block[2:])
        assert len(block) <= 4


@pytest.mark.parametrize("name", ["x" * 100, "a b " * 25, "王" * 50])
def test_a_name_of_any_length_is_written_whole(name: str) -> None:
    text = "".join(
        "".join(block[2:])
        for block in blocks(TextFormat.SRT, [Segment(0, 9, " Yes.", speaker=name)])
    )
    assert "".join(name.split()) in "".join(text.split())


def test_one_word_at_a_time_is_underlined_within_the_voice() -> None:
    layout = SubtitleLayout(highlight_words=True)
    text = "".join(subtitles.render(TextFormat.VTT, TALK[2:3], None, layout))
    assert "<v Ben><u>Thank</u> you.</v>" in text


def test_a_name_is_never_markup() -> None:
    segment = Segment(0, 2, " Yes.", speaker="<b> --> & x")
    (block,) = blocks(TextFormat.VTT, [segment])
    assert block[1] == "<v &lt;b&gt; -&gt; &amp; x>Yes.</v>"
