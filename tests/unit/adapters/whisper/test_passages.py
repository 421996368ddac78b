from dataclasses import replace

from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import Window
from adapters.whisper.lanes.front_end import FrontEndResult
from adapters.whisper.lanes.stream import Transcribed
from adapters.whisper.passages import PassageWriter, caveats
from adapters.whisper.settings import Pace
from domain.transcript import Gap, Segment

PACE = Pace(windows_per_passage=3, seconds_per_passage=2.0)


def window(number: int, *words: str) -> Transcribed:
    place = Window(number, (Span(number * 160_000, (number + 1) * 160_000),))
    return Transcribed(place, tuple(Segment(0.0, 1.0, word) for word in words))


def writer(*, spoken: bool = False) -> PassageWriter:
    return PassageWriter(PACE, now=100.0, spoken=spoken)


def test_the_first_words_come_out_at_once() -> None:
    pen = writer()
    pen.add([window(0, "one")])
    assert pen.seconds_left(100.0) == 0
    passage = pen.passage(100.0)
    assert (passage.text, passage.position) == ("one", 10.0)


def test_segments_of_separate_channels_are_sorted_by_their_start() -> None:
    pen = writer()
    for channel, start in ((1, 4.0), (2, 1.0)):
        place = Window(0, (Span(0, 160_000),), channel=channel, closes=channel == 2)
        pen.add([Transcribed(place, (Segment(start, start + 1.0, f"<{channel}>"),))])
        assert (pen.seconds_left(100.0) is None) == (channel == 1)
    said = [(segment.channel, segment.text) for segment in pen.passage(100.0).segments]
    assert said == [(2, "<2>"), (1, "<1>")]


def test_later_passages_wait_for_enough_windows_or_time() -> None:
    pen = writer()
    pen.add([window(0, "one")])
    pen.passage(100.0)
    pen.add([window(1, "two")])
    assert pen.seconds_left(100.5) == 1.5
    assert pen.seconds_left(103.0) == 0
    pen.add([window(2), window(3, "four")])
    assert pen.seconds_left(100.5) == 0
    assert pen.passage(100.5).position == 40.0


def test_a_gap_is_handed_out_without_any_segment() -> None:
    pen = writer()
    pen.add([replace(window(0), gaps=(Gap(2.0, 4.0),))])
    assert pen.seconds_left(100.0) == 0
    assert pen.passage(100.0).gaps == (Gap(2.0, 4.0),)
    assert not pen.spoken


def test_with_nothing_gathered_there_is_nothing_to_wait_for() -> None:
    pen = writer()
    assert pen.seconds_left(999.0) is None
    pen.add([window(0, "one")])
    pen.passage(100.0)
    assert pen.seconds_left(999.0) is None


def test_before_any_speech_nothing_is_handed_out() -> None:
    pen = writer()
    pen.add([window(0), window(1), window(2), window(3)])
    assert pen.seconds_left(999.0) is None
    pen.add([window(4, "five")])
    assert pen.passage(100.0).position == 50.0


def test_a_resumed_attempt_knows_that_there_was_speech() -> None:
    pen = writer(spoken=True)
    pen.add([window(5)])
    assert pen.seconds_left(999.0) == 0


def told(result: FrontEndResult, *, spoken: bool = True) -> list[str]:
    return [caveat.code for caveat in caveats(result, spoken=spoken)]


def test_a_recording_that_is_whole_needs_no_caveat() -> None:
    assert told(FrontEndResult(duration=60.0, lost=0.0, claimed=60.4)) == []
    assert told(FrontEndResult(duration=60.0, lost=0.0, claimed=None)) == []
    assert told(FrontEndResult(duration=3600.0, lost=0.0, claimed=3620.0)) == []


def test_a_caveat_says_that_there_are_other_tracks() -> None:
    (others,) = caveats(FrontEndResult(60.0, 0.0, 60.0, track=2, other_tracks=2), spoken=True)
    assert others.code == "other_tracks"
    assert "3 sound tracks; track 2" in others.message


def test_damage_too_short_for_a_figure_is_not_called_nothing() -> None:
    (damaged,) = caveats(FrontEndResult(60.0, 0.02, None), spoken=True)
    assert damaged.message.startswith("Less than 0.1 s of the recording")


def test_each_fault_has_a_caveat() -> None:
    assert told(FrontEndResult(60.0, 1.5, 90.0), spoken=False) == [
        "corrupt_audio",
        "truncated",
        "no_speech",
    ]


def test_a_part_that_ends_behind_the_recording_is_told() -> None:
    (beyond,) = caveats(FrontEndResult(60.0, 0.0, None, asked_until=600.0), spoken=True)
    assert beyond.code == "part_beyond_end"
    assert beyond.message == (
        "The part that was asked for ends at 600 s, but the recording after 60.0 s."
    )
    assert caveats(FrontEndResult(60.0, 0.0, None, asked_until=60.5), spoken=True) == ()
