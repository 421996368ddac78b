"""Windows know the original time of each part, and hold all speech."""

import numpy as np
import pytest
from faster_whisper.vad import SpeechTimestampsMap
from hypothesis import given
from hypothesis import strategies as st

from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples
from adapters.sound.speech.recent_audio import RecentAudio
from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import WINDOW_SAMPLES, Window
from adapters.sound.speech.windows import spoken_windows, unbroken_windows
from domain.options import VoiceActivity
from tests.sound import noise, nothing

SECOND = SAMPLE_RATE_HZ


def ramp(seconds: float) -> Samples:
    """Samples that tell where they are."""
    return np.arange(round(seconds * SECOND), dtype=np.float32)


def test_a_time_is_mapped_to_where_its_span_lay() -> None:
    window = Window(0, (Span(2 * SECOND, 4 * SECOND), Span(10 * SECOND, 13 * SECOND)))
    assert window.seconds == 5.0
    assert window.position == 13.0
    assert window.original_time(0.5) == 2.5
    assert window.original_time(3.0) == 11.0


def test_a_break_belongs_to_the_later_span_unless_something_ends_there() -> None:
    window = Window(0, (Span(2 * SECOND, 4 * SECOND), Span(10 * SECOND, 13 * SECOND)))
    assert window.original_time(2.0) == 10.0
    assert window.original_time(2.0, ends=True) == 4.0


def test_a_time_after_the_window_is_its_end() -> None:
    window = Window(0, (Span(2 * SECOND, 4 * SECOND),))
    assert window.original_time(29.0, ends=True) == 4.0


def test_a_word_keeps_to_the_span_of_its_middle() -> None:
    window = Window(0, (Span(2 * SECOND, 4 * SECOND), Span(10 * SECOND, 13 * SECOND)))
    assert window.original_times(1.7, 2.1) == (3.7, 4.0)
    assert window.original_times(1.9, 2.5) == (10.0, 10.5)


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 90)), min_size=1, max_size=5), st.data()
)
def test_times_are_mapped_as_the_library_maps_them(
    lengths: list[tuple[int, int]], data: st.DataObject
) -> None:
    spans: list[Span] = []
    at = 0
    for gap, length in lengths:  # in tenths of a second, so that no rounding is in the way
        start = at + gap * SECOND // 10
        spans.append(Span(start, start + length * SECOND // 10))
        at = spans[-1].end
    window = Window(0, tuple(spans))
    library = SpeechTimestampsMap(
        [{"start": span.start, "end": span.end} for span in spans], SECOND
    )
    time = data.draw(st.integers(0, int(window.seconds * 10))) / 10
    assert window.original_time(time) == pytest.approx(library.get_original_time(time))
    assert window.original_time(time, ends=True) == pytest.approx(
        library.get_original_time(time, is_end=True)
    )


def test_a_moment_of_the_recording_is_found_in_the_window() -> None:
    window = Window(0, (Span(2 * SECOND, 4 * SECOND), Span(10 * SECOND, 13 * SECOND)))
    assert window.inner_time(3 * SECOND) == 1.0
    assert window.inner_time(11 * SECOND) == 3.0
    assert window.inner_time(13 * SECOND) == 5.0


def test_a_sample_that_was_left_out_is_at_the_next_span() -> None:
    window = Window(0, (Span(2 * SECOND, 4 * SECOND), Span(10 * SECOND, 13 * SECOND)))
    assert window.inner_time(0) == 0.0
    assert window.inner_time(7 * SECOND) == 2.0
    assert window.inner_time(60 * SECOND) == 5.0


def test_a_window_knows_where_sound_was_left_out() -> None:
    spans = (Span(0, SECOND), Span(2 * SECOND, 4 * SECOND), Span(10 * SECOND, 13 * SECOND))
    assert Window(0, spans).breaks() == [1.0, 3.0]
    assert Window(0, spans[:1]).breaks() == []


@given(
    st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90)), min_size=1, max_size=5), st.data()
)
def test_the_sound_of_a_window_is_found_at_its_original_times(
    lengths: list[tuple[int, int]], data: st.DataObject
) -> None:
    spans: list[Span] = []
    at = 0
    for gap, length in lengths:
        start = (at + gap) * SECOND // 10
        spans.append(Span(start, start + length * SECOND // 10))
        at += gap + length
    window = Window(0, tuple(spans))
    span = data.draw(st.sampled_from(spans))
    sample = span.start + data.draw(st.integers(0, span.samples // 160 - 1)) * 160
    assert window.original_time(window.inner_time(sample)) == pytest.approx(sample / SECOND)


def test_an_unbroken_recording_is_cut_where_it_is_quietest() -> None:
    loud = noise(100.0, level=0.2)
    loud[27 * SECOND : 27 * SECOND + SECOND // 2] = 0.0
    first, second, *_ = unbroken_windows(iter(np.split(loud, 50)))
    assert 27.0 <= first.window.position <= 27.5
    assert second.window.spans[0].start == first.window.spans[0].end


@pytest.mark.parametrize("seconds", [0.001, 29.99, 30.0, 30.1, 95.0])
def test_an_unbroken_recording_is_complete(seconds: float) -> None:
    audio = ramp(seconds)
    blocks = np.array_split(audio, 7)
    excerpts = list(unbroken_windows(blocks))
    np.testing.assert_array_equal(np.concatenate([each.audio for each in excerpts]), audio)
    assert all(len(each.audio) <= WINDOW_SAMPLES for each in excerpts)
    assert excerpts[-1].window.position == pytest.approx(seconds, abs=1e-3)


def test_an_empty_recording_gives_no_window() -> None:
    assert list(unbroken_windows([])) == []
    assert list(spoken_windows([nothing(3.0)], VoiceActivity())) == []


def test_recent_audio_returns_samples_until_they_are_dropped() -> None:
    recent = RecentAudio()
    for block in np.split(ramp(4.0), 4):
        recent.append(block)
    np.testing.assert_array_equal(
        recent.cut(Span(SECOND - 5, 3 * SECOND + 5)), ramp(4.0)[SECOND - 5 : 3 * SECOND + 5]
    )
    recent.drop_before(2 * SECOND)
    np.testing.assert_array_equal(recent.cut(Span(2 * SECOND, 2 * SECOND + 1)), [2.0 * SECOND])
    with pytest.raises(IndexError):
        recent.cut(Span(SECOND, 2 * SECOND + 1))
