"""The part of a long utterance that is decoded for a hypothesis: its last seconds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from adapters.sound.pcm import SAMPLE_RATE_HZ
from adapters.sound.speech.voice import FRAME_SAMPLES
from domain.live.words import LiveWord, text_of

# Decoding takes longer the longer the sound is, and that delays every word.
_LONGEST_SECONDS: Final = 10.0
_KEPT_SECONDS: Final = 6.0


@dataclass(frozen=True, slots=True)
class PartialWindow:
    """The sound from frame `first` on. The words before it are `settled`; `committed` follow.

    The window begins at the end of a committed word, so that no word is cut.
    """

    first: int
    settled: tuple[LiveWord, ...]
    committed: str

    @classmethod
    def of(cls, committed: Sequence[LiveWord], frames: int) -> Self:
        """Choose the window of an utterance with this many frames."""
        length = frames * FRAME_SAMPLES / SAMPLE_RATE_HZ
        count = _settled(committed, length - _KEPT_SECONDS) if length > _LONGEST_SECONDS else 0
        settled = tuple(committed[:count])
        end = settled[-1].end if settled else None
        return cls(
            first=round((end or 0.0) * SAMPLE_RATE_HZ / FRAME_SAMPLES),
            settled=settled,
            committed=text_of(committed[count:]),
        )

    @property
    def said_before(self) -> str:
        """The text before the window."""
        return text_of(self.settled)

    def whole(self, words: Sequence[LiveWord]) -> tuple[LiveWord, ...]:
        """Return the words of the whole utterance; those given are the window's."""
        begins = self.first * FRAME_SAMPLES / SAMPLE_RATE_HZ
        found = [
            replace(word, end=None if word.end is None else begins + word.end) for word in words
        ]
        return (*self.settled, *found)


def _settled(committed: Sequence[LiveWord], before: float) -> int:
    """Count the committed words that end before a time, but never all of them."""
    ends = [word.end for word in committed[:-1]]
    counts = [count for count, end in enumerate(ends, 1) if end is not None and end <= before]
    return max(counts, default=0)
