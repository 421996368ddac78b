"""Windows hold all speech once, with its pauses."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples
from adapters.sound.speech.recent_audio import RecentAudio
from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import Excerpt
from adapters.sound.speech.window_filler import WindowFiller
from adapters.sound.speech.windows import SpokenCutter
from domain.options import VoiceActivity
from tests.sound import nothing
from tests.spoken import sample

SECOND = SAMPLE_RATE_HZ


def ramp(samples: int) -> Samples:
    """Samples that tell where they are, as exactly as float32 can below 2**24."""
    return np.arange(samples, dtype=np.float32)


def between(start: float, end: float) -> Span:
    return Span(round(start * SECOND), round(end * SECOND))


def filled(
    spans: Sequence[Span], *, limit: float = 10.0, latest: bool = False, block: float = 2.0
) -> list[Excerpt]:
    """Record block by block and hand in each span once it is over, as the cutter does."""
    recent, filler = RecentAudio(), WindowFiller(round(limit * SECOND), latest=latest)
    waiting = list(spans)
    audio = ramp(spans[-1].end + 3 * SECOND)
    excerpts: list[Excerpt] = []
    for at in range(0, len(audio), round(block * SECOND)):
        recent.append(audio[at : at + round(block * SECOND)])
        while waiting and waiting[0].end <= recent.end:
            excerpts += filler.add(waiting.pop(0), recent)
        filler.keep_pause(recent)
        needed = filler.needed_from
        still_to_come = waiting[0].start - SECOND if waiting else recent.end
        recent.drop_before(still_to_come if needed is None else min(needed, still_to_come))
    return [*excerpts, *filler.flush()]


def spans_of(excerpts: Sequence[Excerpt]) -> list[tuple[Span, ...]]:
    return [each.window.spans for each in excerpts]


@pytest.mark.parametrize("block", [0.25, 2.0, 60.0])
def test_a_pause_of_up_to_a_second_is_kept(block: float) -> None:
    spans = [between(1, 3), between(4, 5), between(5.4, 6)]
    assert spans_of(filled(spans, block=block)) == [(between(1, 6),)]


@pytest.mark.parametrize("block", [0.25, 2.0, 60.0])
def test_of_a_longer_pause_half_a_second_is_kept_on_either_side(block: float) -> None:
    spans = [between(1, 3), between(9, 10)]
    assert spans_of(filled(spans, block=block)) == [(between(1, 3.5), between(8.5, 10))]


def test_a_window_begins_and_ends_where_speech_does() -> None:
    first, second = filled([between(2, 8), between(9, 15)])
    assert (first.window.spans, second.window.spans) == ((between(2, 8),), (between(9, 15),))


def test_a_window_ends_at_the_longest_pause_of_its_second_half() -> None:
    spans = [between(0, 3), between(5, 7), between(7.9, 9), between(9.2, 11), between(11.1, 13)]
    assert [each.window.speech for each in filled(spans)] == [tuple(spans[:2]), tuple(spans[2:])]


def test_a_longer_pause_in_the_first_half_ends_no_window() -> None:
    spans = [between(0, 1), between(4, 9), between(9.1, 11), between(11.1, 13)]
    assert [each.window.speech for each in filled(spans)] == [tuple(spans[:3]), tuple(spans[3:])]


def test_pauses_of_several_seconds_are_equally_good_and_the_fuller_window_wins() -> None:
    spans = [between(0, 6), between(16, 17), between(20, 29)]
    assert [each.window.speech for each in filled(spans)] == [tuple(spans[:2]), tuple(spans[2:])]


def test_with_latest_a_window_ends_at_its_last_pause_however_short() -> None:
    spans = [between(0, 3), between(5, 7), between(7.9, 9), between(9.2, 11), between(11.1, 13)]
    windows = [each.window.speech for each in filled(spans, latest=True)]
    assert windows == [tuple(spans[:4]), tuple(spans[4:])]


def test_a_span_longer_than_a_window_has_its_own_window() -> None:
    spans = [between(0, 1), between(2, 27), between(28, 29)]
    assert [each.window.speech for each in filled(spans)] == [(span,) for span in spans]


def test_pending_spans_can_be_flushed_without_the_pause_after_them() -> None:
    recent, filler = RecentAudio(), WindowFiller(10 * SECOND)
    recent.append(ramp(20 * SECOND))
    assert list(filler.add(between(1, 2), recent)) == []
    assert filler.needed_from == 2 * SECOND
    assert spans_of(list(filler.flush())) == [(between(1, 2),)]
    assert list(filler.flush()) == []
    assert filler.start is None


LENGTHS = st.lists(
    st.tuples(st.integers(0, 5 * SECOND), st.integers(1, 14 * SECOND)), min_size=1, max_size=12
)


@settings(max_examples=60)
@given(lengths=LENGTHS, latest=st.booleans(), block=st.sampled_from([0.3, 2.0]))
def test_all_speech_is_in_one_window_in_order_and_at_its_own_time(
    lengths: list[tuple[int, int]], block: float, *, latest: bool
) -> None:
    spans: list[Span] = []
    at = 0
    for gap, length in lengths:
        spans.append(Span(at + gap, at + gap + length))
        at = spans[-1].end
    excerpts = filled(spans, latest=latest, block=block)
    assert [each.window.index for each in excerpts] == list(range(len(excerpts)))
    assert [span for each in excerpts for span in each.window.speech] == spans
    for each in excerpts:
        window = each.window
        assert len(each.audio) <= 10 * SECOND or len(window.speech) == 1
        assert window.seconds == len(each.audio) / SECOND
        where = np.concatenate([np.arange(part.start, part.end) for part in window.spans])
        np.testing.assert_array_equal(each.audio, where.astype(np.float32))
        assert all(first.end < second.start for first, second in pairwise(window.spans))
        for span in window.speech:
            start = round(window.inner_time(span.start) * SECOND)
            np.testing.assert_array_equal(
                each.audio[start : start + span.samples],
                np.arange(span.start, span.end, dtype=np.float32),
            )


def test_in_long_silence_only_a_few_seconds_are_kept() -> None:
    cutter = SpokenCutter(VoiceActivity())
    blocks = [sample()[: 4 * SECOND], *(nothing(2.0) for _ in range(100))]
    for block in blocks:
        assert list(cutter.feed(block)) == []
        on_tape = sum(len(each) for _, each in cutter._recent._blocks)
        assert on_tape <= 8 * SECOND
    (excerpt,) = cutter.finish()
    assert excerpt.window.position < 4.5
