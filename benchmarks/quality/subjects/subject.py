"""The interface of a subject: it transcribes recordings."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

from benchmarks.quality.manifest import Recording
from benchmarks.quality.outcome import Span, TimedText


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard; `words` is None where no word times were asked for."""

    language: str | None
    cues: tuple[TimedText, ...]
    words: tuple[TimedText, ...] | None
    gaps: tuple[Span, ...] = ()
    caveats: tuple[str, ...] = ()


class Subject(Protocol):
    """Hears recordings, several at once if asked to."""

    @abstractmethod
    async def hear(self, recording: Recording) -> Transcript:
        """Transcribe one recording, its language unknown."""
