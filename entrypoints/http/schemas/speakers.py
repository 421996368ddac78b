"""Models of speakers."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel

from domain.speaker_edits import ShownSpeaker


class SpeakerAnswer(BaseModel):
    """A speaker: the label that segments and words carry, and the name that a user gave.

    `seconds` is the time spoken, and `share` its share of all speech (0 to 1). `merged` are the
    labels of speakers whom a user has declared to be this one.
    """

    label: str
    name: str | None
    seconds: float
    share: float
    merged: list[str]

    @classmethod
    def all_of(cls, speakers: Sequence[ShownSpeaker]) -> list[Self]:
        """Convert all speakers of a job."""
        return [
            cls(
                label=speaker.label,
                name=speaker.name,
                seconds=round(speaker.seconds, 3),
                share=round(speaker.share, 4),
                merged=list(speaker.merged),
            )
            for speaker in speakers
        ]
