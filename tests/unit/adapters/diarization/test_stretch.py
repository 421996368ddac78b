from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from adapters.diarization.evidence import FRAME_SECONDS
from adapters.diarization.frames import FIRST_FRAME_SECONDS, FRAMES
from adapters.diarization.pace import Pace
from adapters.diarization.stretch import Stretch, stretches
from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples, seconds

PACE = Pace()


def recording(length_seconds: float) -> Samples:
    return np.arange(round(length_seconds * SAMPLE_RATE_HZ), dtype=np.float32)


def blocks(samples: Samples, size: int = 33_000) -> Iterator[Samples]:
    return (samples[at : at + size] for at in range(0, len(samples), size))


def kept(cut: Sequence[Stretch]) -> list[tuple[float, float]]:
    """Return the times that count, of each window, in seconds."""
    found = []
    for stretch in cut:
        for window in stretch.windows(PACE):
            first = seconds(stretch.start + window.at) + FIRST_FRAME_SECONDS
            ends = (window.kept.start, window.kept.stop)
            found.append((first + ends[0] * FRAME_SECONDS, first + ends[1] * FRAME_SECONDS))
    return found


@pytest.mark.parametrize(
    "length", [0.2, 3.0, 9.99, 10.0, 10.1, 59.0, 69.9, 70.0, 70.1, 145.3, 725.0]
)
def test_the_kept_frames_of_all_windows_cover_the_recording(length: float) -> None:
    cut = list(stretches(blocks(recording(length))))
    reached = FIRST_FRAME_SECONDS
    for start, end in kept(cut):
        assert start <= reached + FRAME_SECONDS
        reached = max(reached, end)
    assert reached == pytest.approx(length, abs=2 * FIRST_FRAME_SECONDS)
    assert cut[-1].end_seconds == pytest.approx(length)
    assert [stretch.is_last for stretch in cut] == [False] * (len(cut) - 1) + [True]


def test_windows_are_full_and_hold_the_sound_at_their_place() -> None:
    for stretch in stretches(blocks(recording(131.0))):
        for window in stretch.windows(PACE):
            assert len(window.samples) == 10 * SAMPLE_RATE_HZ
            assert window.samples[0] == stretch.start + window.at
            assert 0 <= window.kept.start < window.kept.stop <= FRAMES


def test_windows_follow_each_other_by_the_step_also_from_stretch_to_stretch() -> None:
    cut = list(stretches(blocks(recording(200.0))))
    starts = [stretch.start + window.at for stretch in cut for window in stretch.windows(PACE)]
    assert set(np.diff(starts)) == {2.5 * SAMPLE_RATE_HZ}


def test_a_long_recording_has_fewer_windows_after_ten_minutes() -> None:
    cut = list(stretches(blocks(recording(11 * 60 + 20.0))))
    assert [len(stretch.windows(PACE)) for stretch in cut[8:]] == [24, 24, 12, 3]


@pytest.mark.parametrize("size", [160, 32_000, 10_000_000])
def test_how_the_sound_is_cut_into_blocks_does_not_matter(size: int) -> None:
    samples = recording(150.0)
    expected = list(stretches(blocks(samples)))
    for one, other in zip(expected, stretches(blocks(samples, size)), strict=True):
        np.testing.assert_array_equal(one.samples, other.samples)


@pytest.mark.parametrize("done", [0, 1, 2])
def test_work_that_is_taken_up_again_sees_the_same_stretches(done: int) -> None:
    samples = recording(190.0)
    whole = list(stretches(blocks(samples)))
    resumed = list(stretches(blocks(samples), whole[done].end_seconds))
    for one, other in zip(whole[done + 1 :], resumed, strict=True):
        assert (one.start, one.is_last) == (other.start, other.is_last)
        np.testing.assert_array_equal(one.samples, other.samples)


def test_nothing_is_left_after_the_end() -> None:
    samples = recording(100.3)
    *_, last = stretches(blocks(samples))
    assert not list(stretches(blocks(samples), last.end_seconds))
    assert not list(stretches([]))
