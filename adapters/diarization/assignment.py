"""Give the local speakers of every window to the speakers that were found."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from adapters.diarization.clustering import Voices
from adapters.diarization.tracks import TrackedWindow, Tracks
from adapters.diarization.vectors import Vector, unit

NOBODY: Final = -1


def assigned(tracks: Tracks, voices: Voices) -> Iterator[tuple[TrackedWindow, tuple[int, ...]]]:
    """Yield each window with a speaker's number, or NOBODY, for each of its local speakers.

    Two of a window are two speakers, unless there are fewer speakers than that.
    """
    candidates = np.concatenate([voices.speakers, voices.noises])
    heard = {number for number, track in enumerate(tracks.tracks) if track.heard}
    if not len(candidates) or not heard:
        return
    similarity = unit(np.stack([track.voice for track in tracks.tracks])) @ candidates.T
    speakers = len(voices.speakers)
    for window in tracks.windows:
        numbers = [number for number in window.tracks if number in heard]
        chosen = _choices(similarity[numbers]) if numbers else []
        by_track = {
            number: choice if choice < speakers else NOBODY
            for number, choice in zip(numbers, chosen, strict=True)
        }
        yield window, tuple(by_track.get(number, NOBODY) for number in window.tracks)


def _choices(similarity: Vector) -> list[int]:
    """Choose a column for each row, different ones as far as there are enough."""
    best = similarity.argmax(axis=1)
    rows, columns = linear_sum_assignment(-similarity)
    best[rows] = columns
    return [int(column) for column in best]
