import numpy as np
import pytest

from adapters.diarization.evidence import FRAME_SECONDS
from adapters.diarization.frames import (
    FIRST_FRAME_SECONDS,
    FRAMES,
    at_mel_frames,
    count_frames,
    first_frame_at,
    voice_frames,
)


def test_a_window_of_ten_seconds_has_all_frames() -> None:
    assert count_frames(10.0) == FRAMES
    assert count_frames(0.0) == 0


@pytest.mark.parametrize("seconds", [1.0, 2.5, 7.5])
def test_the_first_frame_at_a_time_begins_there_or_less_than_a_frame_later(seconds: float) -> None:
    begins = FIRST_FRAME_SECONDS + first_frame_at(seconds) * FRAME_SECONDS
    assert 0 <= begins - seconds < FRAME_SECONDS


def test_mel_frames_are_active_where_their_middle_is() -> None:
    activity = np.zeros((FRAMES, 1), dtype=bool)
    activity[first_frame_at(2.0) : first_frame_at(4.0)] = True
    active = np.flatnonzero(at_mel_frames(activity)[:, 0])
    middles = active * 0.01 + 0.0125
    assert middles[0] == pytest.approx(2.0, abs=0.03)
    assert middles[-1] == pytest.approx(4.0, abs=0.03)
    assert len(active) == pytest.approx(200, abs=3)


def test_frames_of_the_voice_detector_are_counted_from_where_it_began() -> None:
    frame = voice_frames(np.array([first_frame_at(2.0)]), 30.0)
    assert frame[0] * 0.032 == pytest.approx(32.0, abs=0.04)
