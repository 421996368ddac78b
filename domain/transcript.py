"""A transcript: passages, segments and words, with their times and confidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain


@dataclass(frozen=True, slots=True)
class DetectedLanguage:
    """The language spoken (ISO 639-1) and the probability the model gave it, 0 to 1."""

    code: str
    probability: float


@dataclass(frozen=True, slots=True)
class Word:
    """One word; times in seconds from the start of the recording."""

    start: float
    end: float
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech that belongs together; times in seconds from the recording's start.

    The figures behind the text are Whisper's: the mean log-probability of its tokens, the gzip
    ratio of its text (high means repetition) and the probability that nobody spoke.
    `language` is the one spoken (as in DetectedLanguage); None means that of the recording.
    `channel` is counted from 1 where channels were transcribed each for itself; None otherwise.
    """

    start: float
    end: float
    text: str
    tokens: tuple[int, ...] = ()
    temperature: float = 0.0
    avg_logprob: float = 0.0
    compression_ratio: float = 0.0
    no_speech_prob: float = 0.0
    words: tuple[Word, ...] | None = None
    language: str | None = None
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Speech was detected here, and no words were found for it.

    Times in seconds from the start of the recording.
    """

    start: float
    end: float


def in_order(segments: Sequence[Segment], gaps: Sequence[Gap]) -> Iterator[Segment | Gap]:
    """Merge segments and gaps, each in the order of time, by where they start."""
    return merge(segments, gaps, key=_start)


def _start(part: Segment | Gap) -> float:
    return part.start


@dataclass(frozen=True, slots=True)
class Cut:
    """Text that the model wrote here and that was removed, since it was a loop.

    Times in seconds from the start of the recording.
    """

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive segments that are final, and how far into the recording they reach.

    `position` is in seconds: everything before it has been heard, so a later attempt goes on there.
    `gaps` and `cuts` are what the segments leave out, each in the order of time.
    """

    segments: tuple[Segment, ...]
    position: float
    gaps: tuple[Gap, ...] = ()
    cuts: tuple[Cut, ...] = ()

    @property
    def text(self) -> str:
        """The words alone, as the model spaced them."""
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole recording in words, and what they leave out."""

    language: str | None
    duration_seconds: float
    segments: tuple[Segment, ...]
    gaps: tuple[Gap, ...] = ()
    cuts: tuple[Cut, ...] = ()

    @classmethod
    def of(
        cls, passages: Sequence[Passage], language: str | None, duration_seconds: float
    ) -> "Transcript":
        """Join passages, which come in the order of time."""
        return cls(
            language,
            duration_seconds,
            segments=tuple(chain.from_iterable(each.segments for each in passages)),
            gaps=tuple(chain.from_iterable(each.gaps for each in passages)),
            cuts=tuple(chain.from_iterable(each.cuts for each in passages)),
        )

    @property
    def text(self) -> str:
        """The words alone, in one line."""
        return "".join(segment.text for segment in self.segments).strip()
