"""A transcript that is divided among its speakers, each segment with the name of one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from domain.speaker_assignment import SpeakerAssignment, divided, said_by
from domain.speakers import Diarization, speaker_label
from domain.transcript import Segment


def diarized(segments: Iterable[Segment], who: Diarization) -> Iterator[Segment]:
    """Divide segments among those who speak them; the segments have to come in their order."""
    assignment = SpeakerAssignment(who.turns)
    for segment in segments:
        yield from divided(segment, assignment.parts(segment))


def channel_speaker(segment: Segment) -> str:
    """Return who speaks on the channel of a segment: the first is A, the second B."""
    return speaker_label((segment.channel or 1) - 1)


def by_channel(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Take each channel for one speaker."""
    for segment in segments:
        yield said_by(segment, channel_speaker(segment))


def called(segments: Sequence[Segment], who: Diarization) -> Iterator[Segment]:
    """Name a speaker for each segment: the known name, or else a capital letter.

    Strangers get the letters in the order of their first words, without those that are names of
    known speakers. A segment near which nobody was heard goes to the speaker before it, or else to
    the first one.
    """
    taken = set(who.names.values())
    letters = (label for label in map(speaker_label, count()) if label not in taken)
    names = dict(who.names)
    first = next((each.speaker for each in segments if each.speaker), None)
    last = first if first is not None else ""
    for segment in segments:
        last = segment.speaker or last
        if last not in names:
            names[last] = next(letters)
        yield replace(segment, speaker=names[last])
