"""Divide a transcript among its speakers, and store who speaks when."""

from dataclasses import dataclass, field

from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from domain.diarized import channel_speaker
from domain.job import Caveat, Job
from domain.options import Channels
from domain.speaker_assignment import Part, Parts, SpeakerAssignment
from domain.speaker_edits import LabelEdit
from domain.speakers import Diarization, SpeakerTurn


@dataclass(frozen=True, slots=True)
class SpeakersTold:
    """Who speaks when, how each segment is divided, and what the reader should know."""

    diarization: Diarization = field(default_factory=Diarization)
    parts: tuple[Parts, ...] = ()
    caveats: tuple[Caveat, ...] = ()

    async def keep(self, uow: UnitOfWork, job: Job) -> None:
        """Store all of it with the completed job."""
        if self.diarization.turns:
            await uow.speakers.keep(job.id, self.diarization.turns, self.parts)
        for label, name in self.diarization.names.items():
            await uow.speaker_edits.edit(job.id, label, LabelEdit(name))


async def speakers_told(
    unit_of_work: UnitOfWorkFactory, job: Job, found: Diarization | Caveat | None
) -> SpeakersTold:
    """Assign the words of a finished transcript to those who were found.

    If channels are separate, each is one speaker, whether or not that was asked for: the first is
    A, the second B. The transcript is read a few passages at a time; only the numbers of the words
    at which it is divided are held.
    """
    if job.options.channels is Channels.SEPARATE:
        return await _by_channel(unit_of_work, job)
    if found is None:
        return SpeakersTold()
    if isinstance(found, Caveat):
        return SpeakersTold(caveats=(found,))
    assignment = SpeakerAssignment(found.turns)
    async with unit_of_work() as uow:
        parts = [assignment.parts(each) async for each in uow.passages.segments(job.id)]
    return SpeakersTold(found, tuple(parts))


async def _by_channel(unit_of_work: UnitOfWorkFactory, job: Job) -> SpeakersTold:
    turns: list[SpeakerTurn] = []
    parts: list[Parts] = []
    async with unit_of_work() as uow:
        async for segment in uow.passages.segments(job.id):
            label = channel_speaker(segment)
            turns.append(SpeakerTurn(segment.start, segment.end, label))
            parts.append((Part(0, label),))
    turns.sort(key=lambda turn: (turn.start, turn.speaker))
    return SpeakersTold(Diarization(tuple(turns)), tuple(parts))
