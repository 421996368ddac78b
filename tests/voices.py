"""Windows as the diarization models would hand them over, for conversations that tests invent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from adapters.diarization.evidence import (
    EMBEDDING_SIZE,
    FRAME_SECONDS,
    MOST_LOCAL_SPEAKERS,
    WindowEvidence,
)
from adapters.diarization.vectors import Vector, unit

Turn = tuple[float, float, str]

_WINDOW_FRAMES = 589
_HOP_FRAMES = 148
_KEPT = slice(148, 444)


def voice(name: str) -> Vector:
    """Return how a person sounds: different people are nearly orthogonal.

    "anna+bert" sounds like both of them, with a similarity of 0.7 to each.
    """
    return unit(np.sum([unit(_drawn(part)) for part in name.split("+")], axis=0))


def _drawn(name: str) -> Vector:
    random = np.random.default_rng(list(name.encode()))
    return random.standard_normal(EMBEDDING_SIZE).astype(np.float32)


@dataclass(frozen=True)
class Conversation:
    """Who speaks when, and how: `speech` is the probability of speech of each, 1 if not named.

    `roughness` is how much an embedding of a second differs from the voice; longer ones differ
    less.
    """

    turns: Sequence[Turn]
    speech: Mapping[str, float] = field(default_factory=dict)
    roughness: float = 0.5

    @property
    def seconds(self) -> float:
        return max((end for _, end, _ in self.turns), default=0.0) + 1.0

    def windows(self) -> Iterator[WindowEvidence]:
        """Yield overlapping windows, with the local speakers of each in another order."""
        frames = int(self.seconds / FRAME_SECONDS)
        starts = list(range(0, max(frames - _WINDOW_FRAMES, 0) + _HOP_FRAMES, _HOP_FRAMES))
        for number, start in enumerate(starts):
            kept = slice(
                _KEPT.start if number else 0,
                _WINDOW_FRAMES if number == len(starts) - 1 else _KEPT.stop,
            )
            yield self._window(start, kept)

    def _window(self, start: int, kept: slice) -> WindowEvidence:
        random = np.random.default_rng(start)
        heard = sorted({who for begin, end, who in self.turns if _within(begin, end, start)})
        people = [str(who) for who in random.permutation(heard)][:MOST_LOCAL_SPEAKERS]
        activity = np.zeros((_WINDOW_FRAMES, MOST_LOCAL_SPEAKERS), np.bool_)
        for column, who in enumerate(people):
            activity[:, column] = self._speaks(who, start)
        alone = activity[kept] & (activity[kept].sum(axis=1, keepdims=True) == 1)
        clean = alone.sum(axis=0).astype(np.float32) * np.float32(FRAME_SECONDS)
        embeddings = np.full((MOST_LOCAL_SPEAKERS, EMBEDDING_SIZE), np.nan, np.float32)
        speech = np.zeros(MOST_LOCAL_SPEAKERS, np.float32)
        for column, who in enumerate(people):
            speech[column] = self.speech.get(who, 1.0)
            if clean[column] > 0:
                noise = unit(random.standard_normal(EMBEDDING_SIZE).astype(np.float32))
                rough = self.roughness / np.sqrt(clean[column])
                embeddings[column] = 8 * (voice(who) + rough * noise)
        return WindowEvidence(start * FRAME_SECONDS, activity, kept, embeddings, clean, speech)

    def _speaks(self, who: str, start: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        times = (np.arange(_WINDOW_FRAMES) + start) * FRAME_SECONDS
        speaks = np.zeros(_WINDOW_FRAMES, np.bool_)
        for begin, end, speaker in self.turns:
            speaks |= (speaker == who) & (times >= begin) & (times < end)
        return speaks


def _within(begin: float, end: float, start: int) -> bool:
    return begin < (start + _WINDOW_FRAMES) * FRAME_SECONDS and end > start * FRAME_SECONDS


def taking_turns(people: Sequence[str], seconds: float, turn: float = 4.0) -> list[Turn]:
    """Let people speak one after the other, with half a second between them."""
    turns: list[Turn] = []
    begin = 0.5
    while begin + turn <= seconds:
        turns.append((begin, begin + turn, people[len(turns) % len(people)]))
        begin += turn + 0.5
    return turns
