"""Stitch overlapping windows together: who speaks in each frame of the recording."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from adapters.diarization.evidence import Activity
from adapters.diarization.tracks import TrackedWindow

# Segmentation hears at most two at once.
_MOST_AT_ONCE: Final = 2


class Stitcher:
    """Averages what windows say of the frames that they share.

    As pyannote's pipeline does (version 3.1): the mean number of people who speak, rounded, says
    how many speak in a frame, and these are the ones whom most windows name. Only the frames that
    windows still share are in memory.
    """

    def __init__(self, speakers: int) -> None:
        self._start = 0
        self._votes = np.zeros((0, speakers), np.float32)
        self._people = np.zeros(0, np.float32)
        self._windows = np.zeros(0, np.float32)

    def stitch(
        self, windows: Iterable[tuple[TrackedWindow, Sequence[int]]]
    ) -> Iterator[tuple[int, Activity]]:
        """Yield blocks of frames x speakers, each with the number of its first frame."""
        for window, speakers in windows:
            first = window.first_frame + (window.kept.start or 0)
            if first > self._start:
                yield self._start, self._decided(first - self._start)
            self._add(window, speakers, first)
        yield self._start, self._decided(len(self._people))

    def _add(self, window: TrackedWindow, speakers: Sequence[int], first: int) -> None:
        activity = window.activity()[window.kept]
        begin = max(first, 0) - self._start
        self._extend(begin + len(activity) - len(self._people))
        frames = slice(begin, begin + len(activity))
        for speaker in set(speakers) - {-1}:
            named = [column for column, given in enumerate(speakers) if given == speaker]
            self._votes[frames, speaker] += activity[:, named].any(axis=1)
        known = [column for column, given in enumerate(speakers) if given >= 0]
        self._people[frames] += activity[:, known].sum(axis=1)
        self._windows[frames] += 1

    def _extend(self, frames: int) -> None:
        if frames > 0:
            self._votes = np.pad(self._votes, ((0, frames), (0, 0)))
            self._people = np.pad(self._people, (0, frames))
            self._windows = np.pad(self._windows, (0, frames))

    def _decided(self, frames: int) -> Activity:
        """Decide about the first frames and forget them."""
        votes, people = self._votes[:frames], self._people[:frames]
        decided = _loudest(votes, _rounded(people, self._windows[:frames]))
        self._votes, self._people = self._votes[frames:], self._people[frames:]
        self._windows = self._windows[frames:]
        self._start += frames
        return decided


def _rounded(people: NDArray[np.float32], windows: NDArray[np.float32]) -> NDArray[np.intp]:
    return np.rint(people / np.maximum(windows, 1)).astype(np.intp).clip(0, _MOST_AT_ONCE)


def _loudest(votes: NDArray[np.float32], people: NDArray[np.intp]) -> Activity:
    """Choose in each frame as many speakers as there are people, those with most votes first."""
    order = np.argsort(-votes, axis=1, kind="stable")
    chosen = np.zeros(votes.shape, np.bool_)
    for place in range(min(_MOST_AT_ONCE, votes.shape[1])):
        frames = np.flatnonzero(people > place)
        chosen[frames, order[frames, place]] = True
    return chosen & (votes > 0)
