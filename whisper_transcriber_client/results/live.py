"""What is heard in a live session."""

from dataclasses import dataclass

from whisper_transcriber_client.results.transcripts import Segment


@dataclass(frozen=True, slots=True)
class LiveWords:
    """More words of the turn with the id `turn`, while it is spoken; none is taken back.

    With the blanks between them, they add up to the text of the turn.
    """

    turn: str
    text: str


@dataclass(frozen=True, slots=True)
class LiveTurn:
    """The final text of what was said up to a pause.

    The times of its segments are in seconds from the start of the recording.
    """

    turn: str
    text: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class LiveStored:
    """So much of the recording is stored: in bytes of sound, and in seconds."""

    offset: int
    seconds: float


LiveNews = LiveWords | LiveTurn | LiveStored
