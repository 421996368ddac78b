from collections.abc import Iterator

import numpy as np

from adapters.diarization.stitching import Stitcher
from adapters.diarization.tracks import TrackedWindow


def window(first_frame: int, *columns: str) -> TrackedWindow:
    """Make a window from the frames of its local speakers: x is speaking."""
    activity = np.array([[mark == "x" for mark in column] for column in columns]).T
    return TrackedWindow(
        first_frame,
        slice(0, len(activity)),
        tuple(range(len(columns))),
        len(activity),
        np.packbits(activity).tobytes(),
    )


def stitched(speakers: int, *windows: tuple[TrackedWindow, tuple[int, ...]]) -> list[str]:
    blocks = list(Stitcher(speakers).stitch(windows))
    frames = np.zeros((blocks[-1][0] + len(blocks[-1][1]), speakers), np.bool_)
    for first, block in blocks:
        frames[first : first + len(block)] = block
    return ["".join("x" if speaks else "." for speaks in column) for column in frames.T]


def test_a_local_speaker_becomes_the_speaker_that_it_was_given_to() -> None:
    assert stitched(2, (window(0, "xx..", "..xx"), (1, 0))) == ["..xx", "xx.."]


def test_where_windows_disagree_the_majority_decides() -> None:
    windows = [(window(0, "xxxx"), (0,)), (window(0, "xx.."), (0,)), (window(0, "xx.."), (0,))]

    assert stitched(1, *windows) == ["xx.."]


def test_two_who_speak_at_once_both_speak() -> None:
    assert stitched(2, (window(0, "xxx.", ".xxx"), (0, 1))) == ["xxx.", ".xxx"]


def test_two_local_speakers_who_are_one_speaker_count_once() -> None:
    assert stitched(1, (window(0, "xx..", "..xx"), (0, 0))) == ["xxxx"]


def test_a_local_speaker_who_is_nobody_does_not_speak() -> None:
    assert stitched(1, (window(0, "xx..", "..xx"), (-1, 0))) == ["..xx"]


def test_frames_between_windows_are_silent() -> None:
    assert stitched(1, (window(0, "xx"), (0,)), (window(4, "xx"), (0,))) == ["xx..xx"]


def test_frames_are_decided_as_soon_as_no_window_can_change_them() -> None:
    read: list[int] = []

    def windows() -> Iterator[tuple[TrackedWindow, tuple[int, ...]]]:
        for first in (0, 2, 4):
            read.append(first)
            yield window(first, "xxxx"), (0,)

    blocks = Stitcher(1).stitch(windows())

    first, block = next(blocks)
    assert (first, len(block), read) == (0, 2, [0, 2])
