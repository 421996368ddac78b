"""Writes transcripts with speakers in OpenAI's `diarized_json` format and as its events."""

from collections.abc import Iterator, Sequence
from typing import Literal, Self

from pydantic import BaseModel

from domain.options import Task
from domain.transcript import Segment
from entrypoints.http.routes.openai.usage import DurationUsage


class DiarizedSegment(BaseModel):
    """A segment with its speaker, a known name or a letter; times in seconds. Also an event."""

    type: Literal["transcript.text.segment"] = "transcript.text.segment"
    id: str
    start: float
    end: float
    text: str
    speaker: str

    @classmethod
    def all_of(cls, segments: Sequence[Segment]) -> list[Self]:
        """Convert segments that name their speakers; they are counted from 0."""
        return [cls.of(number, each) for number, each in enumerate(_said(segments))]

    @classmethod
    def of(cls, number: int, segment: Segment) -> Self:
        """Convert a segment that names its speaker."""
        return cls(
            id=f"seg_{number}",
            start=round(segment.start, 3),
            end=round(segment.end, 3),
            text=segment.text.strip(),
            speaker=segment.speaker or "",
        )


class DiarizedAnswer(BaseModel):
    """The `diarized_json` format."""

    task: Literal[Task.TRANSCRIBE] = Task.TRANSCRIBE
    duration: float
    text: str
    segments: list[DiarizedSegment]
    usage: DurationUsage


class SegmentDelta(BaseModel):
    """The text of a segment, before the segment itself."""

    type: Literal["transcript.text.delta"] = "transcript.text.delta"
    delta: str
    segment_id: str


def events_of(segments: Sequence[Segment]) -> Iterator[BaseModel]:
    """Yield the events of a stream: for each segment its text, then the segment.

    All deltas together are the whole text.
    """
    for number, segment in enumerate(_said(segments)):
        shown = DiarizedSegment.of(number, segment)
        text = segment.text if number else segment.text.lstrip()
        yield SegmentDelta(delta=text, segment_id=shown.id)
        yield shown


def _said(segments: Sequence[Segment]) -> list[Segment]:
    return [each for each in segments if each.text.strip()]
