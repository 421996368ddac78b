from hypothesis import given
from hypothesis import strategies as st

from domain import subtitles
from domain.subtitle_layout import SubtitleLayout
from domain.subtitles import TextFormat
from domain.transcript import Segment, Word
from tests.cue_rules import Subtitle, faults, read_srt, too_fast

WORDS = st.text(st.sampled_from("abcdefghij.,"), min_size=1, max_size=14)


def shown(
    *segments: Segment, seconds: float | None = None, layout: SubtitleLayout | None = None
) -> list[Subtitle]:
    layout = layout or SubtitleLayout()
    return read_srt("".join(subtitles.render(TextFormat.SRT, segments, seconds, layout)))


@st.composite
def speech(draw: st.DrawFn) -> tuple[list[Segment], float]:
    """Make segments of words at up to 15 characters a second, with pauses now and then."""
    segments, moment = [], draw(st.floats(0, 3))
    for _ in range(draw(st.integers(1, 12))):
        words = []
        for text in draw(st.lists(WORDS, min_size=1, max_size=25)):
            end = moment + (len(text) + 1) / draw(st.floats(5, 15))
            words.append(Word(moment, end, f" {text}", 1.0))
            moment = end + draw(st.sampled_from([0.0, 0.0, 0.1, 0.6, 3.0]))
        text = "".join(word.text for word in words)
        segments.append(Segment(words[0].start, words[-1].end, text, words=tuple(words)))
    return segments, moment + 2.0


@given(speech())
def test_speech_at_a_usual_pace_breaks_no_rule(said: tuple[list[Segment], float]) -> None:
    segments, seconds = said
    broken = faults(shown(*segments, seconds=seconds), segments, seconds)
    # A line may begin with a mark if the text has a space before it.
    assert [each for each in broken if each.rule != "kinsoku"] == []


@given(speech())
def test_text_without_times_of_words_breaks_no_rule(said: tuple[list[Segment], float]) -> None:
    segments, seconds = said
    untimed = [Segment(each.start, each.end, each.text) for each in segments]
    broken = faults(shown(*untimed, seconds=seconds), untimed, seconds)
    hard = {"lines", "width", "gap", "too long", "text lost", "beyond the sound", "empty"}
    assert [each for each in broken if each.rule in hard] == []


def test_a_long_segment_becomes_several_subtitles() -> None:
    text = " this is said at a usual pace and goes on for a while" * 8
    found = shown(Segment(0, 28.9, text), seconds=30)
    assert len(found) > 5
    assert not [*faults(found, [Segment(0, 28.9, text)], 30), *too_fast(found)]


def test_a_subtitle_stays_until_it_can_be_read_if_a_pause_follows() -> None:
    (fast, later) = shown(
        Segment(0, 1, " this was said very fast by somebody"), Segment(5, 7, " Oh")
    )
    assert fast.end == 2.059  # 35 characters at the comfortable 17 a second
    assert later.start == 5.0


def test_a_subtitle_at_the_end_of_the_sound_begins_earlier() -> None:
    (found,) = shown(Segment(1.7, 2.0, " Bye"), seconds=2.0)
    assert (found.start, found.end) == (1.0, 2.0)


def test_the_times_of_words_are_used_where_they_belong_to_the_text() -> None:
    words = (Word(0, 1, " one.", 1), Word(4.0, 5.0, " two.", 1))
    timed = shown(Segment(0, 5, " one. two.", words=words))
    assert [each.start for each in timed] == [0.0, 4.0]
    corrected = shown(Segment(0, 5, " uno. dos.", words=words))
    assert corrected[0].text in {"uno.", "uno. dos."}


def test_the_channels_of_a_recording_share_no_subtitle() -> None:
    left, right = Segment(0, 2, " Hello", channel=1), Segment(2, 4, " Good day", channel=2)
    assert [each.text for each in shown(left, right)] == ["Hello", "Good day"]


def test_two_speakers_share_no_subtitle_if_there_is_time_for_two() -> None:
    words = (Word(0, 1, " Yes", 1, speaker="A"), Word(1, 2, " No", 1, speaker="B"))
    said = Segment(0, 2, " Yes No", words=words, speaker="A")
    later = Segment(2, 4, " Well", speaker="C")
    assert [each.text for each in shown(said, later)] == ["A: Yes", "No", "C: Well"]


def test_two_speakers_who_answer_at_once_have_a_line_each() -> None:
    ask = Segment(0.0, 0.4, " Ready?", channel=1)
    answer = Segment(0.5, 0.8, " Yes.", channel=2)
    (found,) = shown(ask, answer, Segment(5.0, 6.0, " Go.", channel=1))[:1]
    assert (found.text, found.start, found.end - found.start >= 1) == ("- Ready?\n- Yes.", 0, True)


def test_sentences_of_two_segments_are_set_apart_by_a_space() -> None:
    assert [each.text for each in shown(Segment(0, 0.3, "Yes."), Segment(0.3, 0.6, "No."))] == [
        "Yes. No."
    ]
