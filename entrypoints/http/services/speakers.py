"""The use cases of speakers."""

from dataclasses import dataclass

from application.transcripts.edit_speakers import (
    MergeSpeakers,
    MoveSegment,
    NameSpeaker,
    ShowSpeakers,
    WithdrawSpeakerEdits,
)


@dataclass(frozen=True, slots=True)
class SpeakerServices:
    """The use cases of speakers."""

    show: ShowSpeakers
    name: NameSpeaker
    merge: MergeSpeakers
    move: MoveSegment
    withdraw_all: WithdrawSpeakerEdits
