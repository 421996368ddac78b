"""A transcript: passages, segments and words, with their times and confidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import merge
from itertools import chain

from domain.speakers import Diarization


@dataclass(frozen=True, slots=True)
class DetectedLanguage:
    """The language spoken (ISO 639-1) and the probability the model gave it, 0 to 1."""

    code: str
    probability: float


@dataclass(frozen=True, slots=True)
class Word:
    """One word; times in seconds from the start of the recording.

    `speaker` is the label of who said it (see domain.speakers), None if that is not known.
    """

    start: float
    end: float
    text: str
    probability: float
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of connected speech; times in seconds from the start of the recording.

    The values after the text are Whisper's: the mean log-probability of its tokens, the gzip ratio
    of its text (high means repetition) and the probability that nobody spoke. `language` is the
    spoken language (as in DetectedLanguage); None means that of the recording. `channel` is counted
    from 1 if channels were transcribed separately, else None. `speaker` is the label of who speaks
    (see domain.speakers), None if that is not known.
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
    speaker: str | None = None

    def later(self, seconds: float) -> "Segment":
        """Return it at a later time."""
        words = self.words and tuple(
            replace(word, start=word.start + seconds, end=word.end + seconds) for word in self.words
        )
        return replace(self, start=self.start + seconds, end=self.end + seconds, words=words)

    @property
    def confidence(self) -> float | None:
        """The mean probability of its words, 0 to 1; None if its words are not known."""
        if not self.words:
            return None
        return round(sum(word.probability for word in self.words) / len(self.words), 4)


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where speech was detected and no words were found.

    Times are in seconds from the start of the recording.
    """

    start: float
    end: float


def in_order(segments: Sequence[Segment], gaps: Sequence[Gap]) -> Iterator[Segment | Gap]:
    """Merge segments and gaps, both sorted by time, by their start."""
    return merge(segments, gaps, key=_start)


def _start(part: Segment | Gap) -> float:
    return part.start


@dataclass(frozen=True, slots=True)
class Cut:
    """Text of the model that was removed here because it was a loop.

    Times are in seconds from the start of the recording.
    """

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive final segments, and the position in the recording up to which they reach.

    `position` is in seconds: everything before it has been transcribed, so a later attempt
    continues there. `gaps` and `cuts` are the places that the segments leave out, sorted by time.
    """

    segments: tuple[Segment, ...]
    position: float
    gaps: tuple[Gap, ...] = ()
    cuts: tuple[Cut, ...] = ()

    @property
    def text(self) -> str:
        """The plain text, with the model's spaces."""
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Transcript:
    """The whole transcript of a recording, with the places that it leaves out.

    `who` says who speaks when, if speakers were told apart; segments name them by their labels.
    """

    language: str | None
    duration_seconds: float
    segments: tuple[Segment, ...]
    gaps: tuple[Gap, ...] = ()
    cuts: tuple[Cut, ...] = ()
    who: Diarization = field(default_factory=Diarization)

    @classmethod
    def of(
        cls, passages: Sequence[Passage], language: str | None, duration_seconds: float
    ) -> "Transcript":
        """Join passages, which have to be sorted by time."""
        return cls(
            language,
            duration_seconds,
            segments=tuple(chain.from_iterable(each.segments for each in passages)),
            gaps=tuple(chain.from_iterable(each.gaps for each in passages)),
            cuts=tuple(chain.from_iterable(each.cuts for each in passages)),
        )

    @property
    def text(self) -> str:
        """The plain text in one line."""
        return "".join(segment.text for segment in self.segments).strip()
