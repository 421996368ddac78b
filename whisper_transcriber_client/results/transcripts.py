"""Transcripts as the service answers them."""

from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its times in seconds; it begins with the blank before it, if there is one."""

    text: str
    start: float
    end: float
    probability: float | None
    speaker: str | None

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        text = body.get("word", body.get("text", ""))
        return cls(text, body["start"], body["end"], body.get("probability"), body.get("speaker"))


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or a part of one, with its times in seconds."""

    start: float
    end: float
    text: str
    words: tuple[Word, ...]
    language: str | None
    speaker: str | None
    confidence: float | None
    raw: dict[str, Any] = field(repr=False, compare=False)

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        return cls(
            start=body["start"],
            end=body["end"],
            text=body["text"].strip(),
            words=tuple(map(Word.of, body.get("words") or ())),
            language=body.get("language"),
            speaker=body.get("speaker"),
            confidence=body.get("confidence"),
            raw=body,
        )


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole transcript."""

    text: str
    language: str | None
    segments: tuple[Segment, ...]
    raw: dict[str, Any] = field(repr=False, compare=False)

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        segments = tuple(map(Segment.of, body["segments"]))
        text = body.get("text") or " ".join(each.text for each in segments)
        return cls(text, body.get("language"), segments, body)


@dataclass(frozen=True, slots=True)
class ChangedSegment:
    """A segment before and after; `before` None is the recognised text, without a correction."""

    index: int
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """How often a text occurred, and in which segments."""

    occurrences: int
    segments: tuple[ChangedSegment, ...]

    @property
    def undo(self) -> dict[int, str | None]:
        """What to give to `correct` to take it back."""
        return {each.index: each.before for each in self.segments}

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        changed = (
            ChangedSegment(each["index"], each["before"], each["after"])
            for each in body["segments"]
        )
        return cls(body["occurrences"], tuple(changed))
