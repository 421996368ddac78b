"""Whatever times segments have, others' parsers find cues that can be shown."""

from io import StringIO

import pytest
import srt
import webvtt
from hypothesis import example, given
from hypothesis import strategies as st

from domain.cues import SHORTEST_MS
from domain.subtitle_layout import SubtitleLayout
from domain.subtitles import TextFormat, render
from domain.transcript import Segment

AS_SEGMENTS = SubtitleLayout(segment_cues=True)

Cues = list[tuple[int, int, str]]
LIMIT = 60.0


def from_srt(document: str) -> Cues:
    return [
        (
            round(cue.start.total_seconds() * 1000),
            round(cue.end.total_seconds() * 1000),
            cue.content,
        )
        for cue in srt.parse(document)
    ]


def from_vtt(document: str) -> Cues:
    captions = webvtt.from_buffer(StringIO(document)).captions
    return [
        (milliseconds(caption.start), milliseconds(caption.end), caption.text)
        for caption in captions
    ]


def milliseconds(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1000)


def from_tsv(document: str) -> Cues:
    lines = [line.split("\t") for line in document.splitlines()[1:]]
    return [(int(start), int(end), text) for start, end, text in lines]


PARSERS = {TextFormat.SRT: from_srt, TextFormat.VTT: from_vtt, TextFormat.TSV: from_tsv}


def cues(segments: list[Segment], duration: float | None = LIMIT) -> Cues:
    """Write the segments in each format, read them back, and give what all formats agree on."""
    srt_cues, vtt_cues, tsv_cues = (
        parse("".join(render(form, segments, duration, AS_SEGMENTS)))
        for form, parse in PARSERS.items()
    )
    assert srt_cues == vtt_cues == tsv_cues
    return srt_cues


def numbered(times: list[tuple[float, float]]) -> list[Segment]:
    return [Segment(start, end, f" w{n}") for n, (start, end) in enumerate(times)]


moments = st.floats(-1.0, LIMIT + 5.0) | st.integers(0, 60).map(float)
any_times = st.lists(st.tuples(moments, moments), max_size=12)
durations = st.none() | st.floats(0.05, LIMIT) | st.integers(1, 60).map(float)


@given(any_times, durations)
@example([(53.84, 53.84)], 53.84)
@example([(10.0, 53.84), (53.84, 53.84), (53.84, 53.84)], 53.84)
@example([(1.0, 2.0004), (2.0003, 2.0004)], 3.0)
@example([(5.0, 4.0), (4.0, 3.0)], 6.0)
def test_cues_last_follow_each_other_and_end_with_the_sound(
    times: list[tuple[float, float]], duration: float | None
) -> None:
    found = cues(numbered(times), duration)
    before = 0
    for start, end, _ in found:
        assert before <= start < end
        before = end
    assert duration is None or before <= duration * 1000 + 1e-3


@given(any_times, durations)
def test_no_text_is_lost_or_reordered(
    times: list[tuple[float, float]], duration: float | None
) -> None:
    segments = numbered(times)
    said = " ".join(text for _, _, text in cues(segments, duration))
    assert said.split() == [segment.text.strip() for segment in segments]


@given(st.lists(st.integers(0, 3_600_000), unique=True, max_size=20).map(sorted))
def test_times_that_obey_the_rules_are_unchanged(moments: list[int]) -> None:
    spans = list(zip(moments[::2], moments[1::2], strict=False))
    segments = numbered([(start / 1000, end / 1000) for start, end in spans])
    found = cues(segments, 3600.0)
    assert [(start, end) for start, end, _ in found] == spans


@pytest.mark.parametrize(
    ("times", "shown"),
    [
        ([(1.0, 1.0)], [(1000, 1020)]),
        ([(53.84, 53.84)], [(53_820, 53_840)]),
        ([(50.0, 53.84), (53.84, 53.84)], [(50_000, 53_820), (53_820, 53_840)]),
        ([(0.0, 22.86), (3.0, 5.0)], [(0, 3000), (3000, 5000)]),
        ([(1.0, 2.0), (1.01, 3.0)], [(1000, 2000), (2000, 3000)]),
        ([(1.0, 3.0), (1.0, 2.0)], [(1000, 3000)]),
        ([(50.0, 58.0)], [(50_000, 53_840)]),
    ],
    ids=[
        "a segment without length gets the shortest one",
        "at the end of the sound it begins earlier",
        "and the one before it makes room",
        "an overlap goes to the later one",
        "unless it leaves the first no room",
        "one within another shares its cue",
        "the sound ends earlier",
    ],
)
def test_times_that_break_a_rule(
    times: list[tuple[float, float]], shown: list[tuple[int, int]]
) -> None:
    assert [(start, end) for start, end, _ in cues(numbered(times), 53.84)] == shown


def test_a_length_between_two_milliseconds_is_not_exceeded() -> None:
    assert cues([Segment(1.0, 2.0009, " one")], 2.0009) == [(1000, 2000, "one")]


def test_a_segment_without_text_is_no_cue() -> None:
    segments = [Segment(0.0, 1.0, " "), Segment(1.0, 2.0, " one"), Segment(2.0, 3.0, "")]
    assert cues(segments) == [(1000, 2000, "one")]


def test_a_sound_shorter_than_the_shortest_cue_has_a_cue_all_the_same() -> None:
    assert cues([Segment(0.0, 0.0, " one")], 0.01) == [(0, 10, "one")]
    assert SHORTEST_MS > 10
