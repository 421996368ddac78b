"""Windows of separate channels come in groups, and a group is complete at its end."""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import numpy as np
import pytest

from adapters.sound.media.channels import Rows
from adapters.sound.speech.separate import separate_spoken_windows, separate_unbroken_windows
from adapters.sound.speech.window import Excerpt
from adapters.sound.speech.windows import SpokenCutter, spoken_windows
from domain.options import VoiceActivity
from tests.sound import Samples, nothing
from tests.spoken import talk

SECOND = 16_000


def separate(blocks: Iterable[Rows]) -> Iterator[Excerpt]:
    return separate_spoken_windows(blocks, lambda: SpokenCutter(VoiceActivity(), latest=True))


def in_blocks(*channels: Samples, size: int = 2 * SECOND) -> Iterator[Rows]:
    sound = np.stack(channels)
    for at in range(0, sound.shape[1], size):
        yield sound[:, at : at + size]


def conversation() -> tuple[Samples, Samples]:
    """Two people on two channels: by turns, at once, and one alone for long."""
    long, short = talk(*[1.0] * 8), talk(1.0)
    size = len(long) + 4 * len(short)
    left, right = nothing(size / SECOND), nothing(size / SECOND)
    left[: len(long)] = long
    right[len(short) : 2 * len(short)] = short
    right[len(long) : len(long) + 2 * len(short)] = np.tile(short, 2)
    left[len(long) + 3 * len(short) :] = short
    return left, right


def ends_of_groups(excerpts: list[Excerpt]) -> list[list[Excerpt]]:
    groups: list[list[Excerpt]] = [[]]
    for each in excerpts:
        groups[-1].append(each)
        if each.window.closes:
            groups.append([])
    assert groups.pop() == []
    return groups


@pytest.mark.parametrize("cut", [separate, separate_unbroken_windows])
def test_windows_after_a_group_begin_after_it(
    cut: Callable[[Iterable[Rows]], Iterator[Excerpt]],
) -> None:
    excerpts = list(cut(in_blocks(*conversation())))
    groups = ends_of_groups(excerpts)
    assert len(groups) > 1
    for before, after in pairwise(groups):
        last_end = max(each.window.spans[-1].end for each in before)
        assert last_end <= min(each.window.spans[0].start for each in after)
        assert before[-1].window.position < after[-1].window.position


def test_each_channel_has_the_same_speech_as_alone() -> None:
    channels = conversation()
    excerpts = list(separate(in_blocks(*channels)))
    for number, channel in enumerate(channels, 1):
        alone = spoken_windows((rows[0] for rows in in_blocks(channel)), VoiceActivity())
        expected = [span for each in alone for span in each.window.speech]
        own = [each for each in excerpts if each.window.channel == number]
        assert [span for each in own for span in each.window.speech] == expected
        for each in own:
            parts = [channel[span.start : span.end] for span in each.window.spans]
            np.testing.assert_array_equal(each.audio, np.concatenate(parts))


def test_a_silent_channel_does_not_hold_back_others_for_long() -> None:
    one, hour = talk(1.0), nothing(600.0)
    left = np.concatenate([talk(1.0)[: 3 * SECOND], hour])
    right = np.resize(one, len(left))
    heard = 0
    given: list[Excerpt] = []

    def counted() -> Iterator[Rows]:
        nonlocal heard
        for rows in in_blocks(left, right):
            heard += rows.shape[1]
            yield rows

    for each in separate(counted()):
        if heard < len(left):
            assert heard - each.window.spans[0].start < 120 * SECOND
        given.append(each)
    assert len(given) > 10


def test_endless_overlapping_speech_is_held_back_for_a_limited_time() -> None:
    one = talk(*[1.0] * 16)
    other = np.roll(one, 11 * SECOND)
    excerpts = list(separate(in_blocks(one, other)))
    assert len(ends_of_groups(excerpts)) > 1
    positions = [each.window.position for each in excerpts if each.window.closes]
    assert positions == sorted(set(positions))


def test_without_voice_detection_each_channel_is_complete() -> None:
    channels = conversation()
    excerpts = list(separate_unbroken_windows(in_blocks(*channels)))
    for number, channel in enumerate(channels, 1):
        parts = [each.audio for each in excerpts if each.window.channel == number]
        np.testing.assert_array_equal(np.concatenate(parts), channel)


def test_a_recording_without_sound_gives_no_window() -> None:
    assert list(separate(iter(()))) == []
