import numpy as np
import pytest

from adapters.diarization.tracks import Tracks
from tests.voices import Conversation, taking_turns


def test_a_voice_is_followed_over_windows_whatever_its_local_number() -> None:
    tracks = Tracks.of(Conversation([(0.5, 9.0, "anna"), (9.5, 16.0, "bert")]).windows())

    assert len(tracks.tracks) == 2


def test_seconds_that_several_windows_hear_count_once() -> None:
    turns = taking_turns(["anna", "bert"], 40)

    tracks = Tracks.of(Conversation(turns).windows())

    spoken = sum(end - start for start, end, _ in turns)
    assert sum(track.seconds for track in tracks.tracks) == pytest.approx(spoken, rel=0.1)


def test_a_voice_is_followed_for_a_limited_time() -> None:
    tracks = Tracks.of(Conversation([(0.5, 60.0, "anna")]).windows())

    assert 4 <= len(tracks.tracks) <= 8
    assert max(track.seconds for track in tracks.tracks) < 20


def test_a_window_remembers_its_activity() -> None:
    windows = list(Conversation(taking_turns(["anna", "bert"], 30)).windows())

    tracks = Tracks.of(windows)

    for window, tracked in zip(windows, tracks.windows, strict=True):
        assert np.array_equal(window.activity, tracked.activity())
        assert len(tracked.bits) < 250


def test_people_who_never_speak_alone_have_no_voice() -> None:
    at_once = Conversation([(0.5, 5.0, "anna"), (0.5, 5.0, "bert")])

    assert not any(track.heard for track in Tracks.of(at_once.windows()).tracks)
