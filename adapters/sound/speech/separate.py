"""Cut separate channels into windows, in one common order."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from adapters.sound.media.channels import Rows
from adapters.sound.speech.recent_audio import RecentAudio
from adapters.sound.speech.window import Excerpt
from adapters.sound.speech.windows import SpokenCutter, UnbrokenCutter

# This many windows of each channel may wait for others that overlap with them.
_MOST_HELD: Final = 8


def separate_spoken_windows(
    blocks: Iterable[Rows], make_cutter: Callable[[], SpokenCutter]
) -> Iterator[Excerpt]:
    """Cut each row of a recording into its own windows, and yield them in groups.

    Windows come in the order in which they end, and the last of a group `closes` it: later windows
    end later, and also begin later, unless people talk over each other for minutes. To keep groups
    short, a full window also ends the windows of the other channels.
    """
    cutters: list[SpokenCutter] = []
    held: list[Excerpt] = []
    for rows in blocks:
        cutters = cutters or [make_cutter() for _ in rows]
        held += _fed(cutters, rows)
        ready = _ready(held, min(cutter.pending_from for cutter in cutters), len(cutters))
        held = [each for each in held if each not in ready]
        yield from _group(ready)
    for channel, cutter in enumerate(cutters, 1):
        held += _marked(cutter.finish(), channel)
    yield from _group(held)


def separate_unbroken_windows(blocks: Iterable[Rows]) -> Iterator[Excerpt]:
    """Cut all rows at the same times, where all of them are quiet; the last row `closes`."""
    cutter, recents = UnbrokenCutter(), list[RecentAudio]()
    for rows in blocks:
        recents = recents or [RecentAudio() for _ in rows]
        for recent, row in zip(recents, rows, strict=True):
            recent.append(row.copy())
        for loudest in cutter.feed(np.abs(rows).max(axis=0)):
            yield from _rows_of(loudest, recents)
    for loudest in cutter.finish():
        yield from _rows_of(loudest, recents)


def _rows_of(loudest: Excerpt, recents: list[RecentAudio]) -> list[Excerpt]:
    (span,) = loudest.window.spans
    excerpts = [Excerpt(loudest.window, recent.cut(span)) for recent in recents]
    for recent in recents:
        recent.drop_before(span.end)
    marked = (_marked([each], channel) for channel, each in enumerate(excerpts, 1))
    return _group([each for (each,) in marked])


def _ready(held: list[Excerpt], done: int, channels: int) -> list[Excerpt]:
    """Choose the windows that overlap with no other, pending or still to come."""
    ready = [each for each in held if each.window.spans[-1].end <= done]
    while ready and len(held) <= _MOST_HELD * channels:
        others = [each.window.spans[0].start for each in held if each not in ready]
        first = min(others, default=done)
        alone = [each for each in ready if each.window.spans[-1].end <= first]
        if len(alone) == len(ready):
            break
        ready = alone
    return ready


def _fed(cutters: list[SpokenCutter], rows: Rows) -> list[Excerpt]:
    full = [
        _marked(cutter.feed(row.copy()), channel)
        for channel, (cutter, row) in enumerate(zip(cutters, rows, strict=True), 1)
    ]
    if any(full):
        for channel, cutter in enumerate(cutters, 1):
            if not full[channel - 1]:
                full[channel - 1] += _marked(cutter.flush(), channel)
    return [excerpt for each in full for excerpt in each]


def _marked(excerpts: Iterable[Excerpt], channel: int) -> list[Excerpt]:
    return [
        replace(each, window=replace(each.window, channel=channel, closes=False))
        for each in excerpts
    ]


def _group(excerpts: list[Excerpt]) -> list[Excerpt]:
    """Sort windows by their end; the last one closes the group."""
    ordered = sorted(excerpts, key=lambda each: (each.window.spans[-1].end, each.window.channel))
    if ordered:
        ordered[-1] = replace(ordered[-1], window=replace(ordered[-1].window, closes=True))
    return ordered
