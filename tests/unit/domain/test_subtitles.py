from datetime import timedelta
from io import StringIO

import pytest
import srt
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from domain import subtitles
from domain.cue_writers import _clock
from domain.errors.kinds import InvalidRequestError
from domain.subtitle_layout import SubtitleLayout
from domain.subtitles import TextFormat
from domain.transcript import Segment, Word

SEGMENTS = (
    Segment(0.0, 2.5, " one two three"),
    Segment(3661.0016, 3662.9996, " a --> b & <c>\tend"),
)


AS_SEGMENTS = SubtitleLayout(segment_cues=True)


def render(form: TextFormat, *segments: Segment) -> str:
    return "".join(subtitles.render(form, segments, None, AS_SEGMENTS))


def test_srt_is_numbered_from_one_with_hours_and_commas() -> None:
    assert render(TextFormat.SRT, *SEGMENTS) == (
        "1\n00:00:00,000 --> 00:00:02,500\none two three\n\n"
        "2\n01:01:01,002 --> 01:01:03,000\na -> b & <c>\tend\n\n"
    )


def test_vtt_escapes_what_would_be_markup() -> None:
    assert render(TextFormat.VTT, *SEGMENTS) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.500\none two three\n\n"
        "01:01:01.002 --> 01:01:03.000\na -&gt; b &amp; &lt;c&gt;\tend\n\n"
    )


def test_tsv_has_whole_milliseconds_and_no_tab_in_its_text() -> None:
    assert render(TextFormat.TSV, *SEGMENTS) == (
        "start\tend\ttext\n0\t2500\tone two three\n3661002\t3663000\ta --> b & <c> end\n"
    )


@pytest.mark.parametrize("said", ["=1+1", "+1", "-1", "@a", "\uff1d1+1", " =HYPERLINK(0)"])
def test_a_text_that_a_spreadsheet_would_run_is_escaped_only_where_that_is_asked(said: str) -> None:
    segment = Segment(0, 1, said)
    assert render(TextFormat.TSV, segment).endswith(f"\t{said.strip()}\n")
    layout = SubtitleLayout(escape_cells=True)
    escaped = "".join(subtitles.render(TextFormat.TSV, [segment], None, layout))
    assert escaped.endswith(f"\t'{said.strip()}\n")


def test_other_texts_stay_as_they_are_in_an_escaped_table() -> None:
    layout = SubtitleLayout(escape_cells=True)
    table = "".join(subtitles.render(TextFormat.TSV, SEGMENTS[:1], None, layout))
    assert table == render(TextFormat.TSV, *SEGMENTS[:1])


def test_txt_is_one_segment_a_line() -> None:
    assert render(TextFormat.TXT, *SEGMENTS[:1]) == "one two three\n"


@pytest.mark.parametrize("form", TextFormat)
def test_a_transcript_without_speech_is_a_valid_document(form: TextFormat) -> None:
    heading = {TextFormat.VTT: "WEBVTT\n\n", TextFormat.TSV: "start\tend\ttext\n"}
    assert render(form) == heading.get(form, "")


@pytest.mark.parametrize("arrow", ["-->", "--->", "------>", "-->-->"])
def test_no_arrow_is_left_in_a_cue(arrow: str) -> None:
    said = Segment(0, 1, f"a {arrow} b")
    (_, times, text) = render(TextFormat.SRT, said).strip().split("\n")
    assert ("-->" in times, "-->" in text) == (True, False)
    assert "-->" not in render(TextFormat.VTT, said).splitlines()[-2]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize(
    ("form", "lines"),
    [(TextFormat.TXT, 1), (TextFormat.TSV, 2), (TextFormat.SRT, 4), (TextFormat.VTT, 5)],
)
def test_a_segment_keeps_to_its_line(form: TextFormat, lines: int, end: str) -> None:
    assert len(render(form, Segment(0, 1, f" a{end}b")).splitlines()) == lines


def test_a_line_break_inside_a_cue_does_not_end_it() -> None:
    (cue,) = srt.parse(render(TextFormat.SRT, Segment(0, 1, "a\n\nb")))
    assert cue.content == "a  b"


def one_after_the_other(moments: list[int]) -> list[tuple[float, float]]:
    """Pair moments in milliseconds to spans in seconds, a little beside the millisecond."""
    seconds = [moment / 1000 + 0.0004 for moment in sorted(moments)]
    return list(zip(seconds[::2], seconds[1::2], strict=False))


spans = st.lists(st.integers(0, 359_999_000), min_size=2, max_size=40, unique=True).map(
    one_after_the_other
)


@given(spans)
def test_the_srt_parser_of_others_reads_our_times_to_the_millisecond(
    times: list[tuple[float, float]],
) -> None:
    document = render(TextFormat.SRT, *(Segment(start, end, "x") for start, end in times))
    cues = list(srt.parse(document))
    assert [(cue.start, cue.end) for cue in cues] == [
        (timedelta(milliseconds=round(a * 1000)), timedelta(milliseconds=round(b * 1000)))
        for a, b in times
    ]


@given(spans)
def test_the_vtt_parser_of_others_reads_our_times_to_the_millisecond(
    times: list[tuple[float, float]],
) -> None:
    document = render(TextFormat.VTT, *(Segment(start, end, "x") for start, end in times))
    captions = webvtt.from_buffer(StringIO(document)).captions
    assert [(caption.start, caption.end) for caption in captions] == [
        (_clock(round(a * 1000), "."), _clock(round(b * 1000), ".")) for a, b in times
    ]


def cues(layout: SubtitleLayout, *segments: Segment) -> list[str]:
    """Return the texts of the subtitles, in both formats the same."""
    srt_file, vtt_file = (
        "".join(subtitles.render(form, segments, None, layout))
        for form in (TextFormat.SRT, TextFormat.VTT)
    )
    texts = [cue.content for cue in srt.parse(srt_file)]
    assert [caption.text for caption in webvtt.from_buffer(StringIO(vtt_file)).captions] == texts
    return texts


@pytest.mark.parametrize(
    ("layout", "texts"),
    [
        (SubtitleLayout(max_line_width=8), ["one two\nthree", "four\nfive six"]),
        (SubtitleLayout(max_line_width=13), ["one two three\nfour five six"]),
        (SubtitleLayout(max_words_per_line=3), ["one two three", "four five six"]),
        (
            SubtitleLayout(max_words_per_line=2, max_line_count=2),
            ["one two\nthree", "four\nfive six"],
        ),
        (SubtitleLayout(max_cue_seconds=4), ["one two three", "four five six"]),
    ],
    ids=["narrow", "two lines", "few words", "few words in two lines", "short"],
)
def test_subtitles_are_laid_out_as_asked(layout: SubtitleLayout, texts: list[str]) -> None:
    assert cues(layout, Segment(0, 6, "one two three four five six")) == texts


def test_each_word_is_underlined_while_it_is_spoken() -> None:
    words = (Word(1, 1.5, " one", 1), Word(1.5, 2, " & two", 1), Word(2.5, 3, " three", 1))
    said = Segment(1, 3, " one & two three", words=words)
    layout = SubtitleLayout(highlight_words=True)
    written = "".join(subtitles.render(TextFormat.VTT, [said], 3.0, layout))
    shown = [
        (each.start[-6:], each.raw_text) for each in webvtt.from_buffer(StringIO(written)).captions
    ]
    assert shown == [
        ("01.000", "<u>one</u> &amp; two three"),
        ("01.500", "one <u>&amp;</u> two three"),
        ("01.625", "one &amp; <u>two</u> three"),
        ("02.000", "one &amp; two three"),
        ("02.500", "one &amp; two <u>three</u>"),
    ]


def test_a_line_that_begins_with_the_other_direction_is_marked() -> None:
    said = "ستيف جوبز قدم للناس أول هاتف iPhone في عام 2007"
    lines = cues(
        SubtitleLayout(max_line_width=20, max_line_count=1), Segment(0, 6, said, language="ar")
    )
    marked = [line[0] == "\N{RIGHT-TO-LEFT MARK}" for line in lines]
    assert marked == [line.lstrip("\u200f")[0].isascii() for line in lines]
    assert True in marked


@pytest.mark.parametrize("width", [7, 1001])
def test_a_width_out_of_its_range_is_refused(width: int) -> None:
    with pytest.raises(InvalidRequestError, match="max_line_width from 8 to 1000"):
        SubtitleLayout(max_line_width=width)
