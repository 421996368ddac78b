"""Follow voices from window to window, and gather what is known of each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from adapters.diarization.evidence import EMBEDDING_SIZE, FRAME_SECONDS, WindowEvidence
from adapters.diarization.vectors import Vector, unit

# Around the border between the kept frames of two windows, their local speakers are compared.
_COMPARED_SECONDS: Final = 2.5
_LEAST_SHARED: Final = 0.5
_LEAST_SHARED_SECONDS: Final = 0.2
_LEAST_SIMILARITY: Final = 0.6
# A longer track would say too little about a change of voice that segmentation did not notice.
_LONGEST_TRACK_SECONDS: Final = 10.0
_HEAVIEST_SECONDS: Final = 5.0


@dataclass(slots=True, eq=False)
class Track:
    """A voice that was followed for some seconds, over the windows in which it speaks."""

    began: float
    voice: Vector = field(default_factory=lambda: np.zeros(EMBEDDING_SIZE, np.float32))
    """The sum of its embeddings, each of length 1 times the seconds that it was taken from."""
    longest: float = 0.0
    """The most seconds of one embedding."""
    seconds: float = 0.0
    """How long it speaks."""
    speech: float = 0.0
    """The seconds, each times the probability that it is speech."""
    until: int = 0
    """The frame of the recording up to which its seconds are counted."""

    @property
    def heard(self) -> bool:
        """Is there any embedding?"""
        return self.longest > 0.0


@dataclass(frozen=True, slots=True)
class TrackedWindow:
    """A window whose local speakers are known as tracks; -1 is one who never speaks in it.

    The activity is packed to bits: 10 h have 14,400 windows.
    """

    first_frame: int
    kept: slice
    tracks: tuple[int, ...]
    frames: int
    bits: bytes

    def activity(self) -> NDArray[np.bool_]:
        """Return the activity of all frames."""
        flat = np.unpackbits(
            np.frombuffer(self.bits, np.uint8), count=self.frames * len(self.tracks)
        )
        return flat.reshape(self.frames, len(self.tracks)).astype(np.bool_)


@dataclass(slots=True, eq=False)
class Tracks:
    """All tracks of a recording, and its windows."""

    tracks: list[Track] = field(default_factory=list)
    windows: list[TrackedWindow] = field(default_factory=list)

    @classmethod
    def of(cls, evidence: Iterable[WindowEvidence]) -> "Tracks":
        """Follow the voices through all windows, in their order."""
        tracks, before = cls(), None
        for window in evidence:
            tracks._add(window, before)
            before = window
        return tracks

    def _add(self, window: WindowEvidence, before: WindowEvidence | None) -> None:
        speaking = list(np.any(window.activity[window.kept], axis=0))
        continued = {} if before is None else self._continued(before, window)
        numbers: list[int] = []
        for speaker, speaks in enumerate(speaking):
            number = continued.get(speaker, len(self.tracks)) if speaks else -1
            if number == len(self.tracks):
                self.tracks.append(Track(window.start_seconds))
            if number >= 0:
                _learn(self.tracks[number], window, speaker)
            numbers.append(number)
        self.windows.append(
            TrackedWindow(
                _first_frame(window),
                window.kept,
                tuple(numbers),
                len(window.activity),
                np.packbits(window.activity).tobytes(),
            )
        )

    def _continued(self, before: WindowEvidence, window: WindowEvidence) -> dict[int, int]:
        """Return the tracks of the window before that local speakers of this one continue."""
        numbers = self.windows[-1].tracks
        return {
            later: numbers[earlier]
            for earlier, later in _same_voices(before, window)
            if numbers[earlier] >= 0
            and window.start_seconds - self.tracks[numbers[earlier]].began <= _LONGEST_TRACK_SECONDS
        }


def _same_voices(before: WindowEvidence, window: WindowEvidence) -> list[tuple[int, int]]:
    """Pair local speakers of two windows who speak at the same times and sound alike."""
    shift = _first_frame(window) - _first_frame(before)
    border = (window.kept.start + shift + before.kept.stop) // 2
    reach = round(_COMPARED_SECONDS / FRAME_SECONDS)
    start = max(shift, border - reach)
    stop = min(len(before.activity), len(window.activity) + shift, border + reach)
    if stop <= start:
        return []
    earlier = before.activity[start:stop].astype(np.float32)
    later = window.activity[start - shift : stop - shift].astype(np.float32)
    both = earlier.T @ later
    either = earlier.sum(axis=0)[:, None] + later.sum(axis=0) - both
    shared = both / np.maximum(either, 1.0)
    rows, columns = linear_sum_assignment(-shared)
    similarity = unit(before.embeddings) @ unit(window.embeddings).T
    # A voice without an embedding has the similarity nan, which is not smaller than any number.
    return [
        (int(row), int(column))
        for row, column in zip(rows, columns, strict=True)
        if shared[row, column] >= _LEAST_SHARED
        and both[row, column] * FRAME_SECONDS >= _LEAST_SHARED_SECONDS
        and not similarity[row, column] < _LEAST_SIMILARITY
    ]


def _learn(track: Track, window: WindowEvidence, speaker: int) -> None:
    """Add to a track what one window says of it."""
    first = _first_frame(window) + (window.kept.start or 0)
    frames = np.flatnonzero(window.activity[window.kept, speaker]) + first
    new = np.count_nonzero(frames >= track.until) * FRAME_SECONDS
    track.until = max(track.until, int(frames[-1]) + 1)
    track.seconds += new
    track.speech += new * float(window.speech[speaker])
    embedding, clean = window.embeddings[speaker], float(window.clean_seconds[speaker])
    if np.isfinite(embedding).all() and clean > 0.0:
        track.voice += unit(embedding) * min(clean, _HEAVIEST_SECONDS)
        track.longest = max(track.longest, clean)


def _first_frame(window: WindowEvidence) -> int:
    return round(window.start_seconds / FRAME_SECONDS)
