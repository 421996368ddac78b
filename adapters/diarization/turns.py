"""Turn frames into turns: when each speaker begins and ends."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from adapters.diarization.evidence import FRAME_SECONDS, Activity
from domain.speakers import SpeakerTurn

# The end of a word is quieter than segmentation takes for speech.
_FADING_SECONDS: Final = 0.15
# A shorter pause does not end a turn.
_LONGEST_PAUSE_SECONDS: Final = 0.5


def turns_of(blocks: Iterable[tuple[int, Activity]]) -> list[SpeakerTurn]:
    """Join the frames of each speaker to turns; speakers are called by their numbers.

    Blocks follow one another; each comes with the number of its first frame.
    """
    turns: list[SpeakerTurn] = []
    latest: dict[int, SpeakerTurn] = {}
    for number, start, stop in _runs(blocks):
        turn = SpeakerTurn(
            start * FRAME_SECONDS, stop * FRAME_SECONDS + _FADING_SECONDS, str(number)
        )
        before = latest.get(number)
        if before is not None and turn.start - before.end <= _LONGEST_PAUSE_SECONDS:
            turn = replace(before, end=turn.end)
        elif before is not None:
            turns.append(before)
        latest[number] = turn
    return turns + list(latest.values())


def _runs(blocks: Iterable[tuple[int, Activity]]) -> Iterator[tuple[int, int, int]]:
    """Yield each run of frames in which a speaker speaks: speaker, first frame, end."""
    for first, block in blocks:
        for speaker, speaks in enumerate(block.T):
            edges = np.flatnonzero(np.diff(speaks.astype(np.int8), prepend=0, append=0))
            for start, stop in edges.reshape(-1, 2):
                yield speaker, first + int(start), first + int(stop)
