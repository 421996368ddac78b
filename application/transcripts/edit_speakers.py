"""Name speakers, merge them, and give segments to others; every edit can be withdrawn.

The edits lie over what was found (see layered.py), so who was heard is never lost.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from application.ports.events import EventPublisher
from application.ports.job_cache import JobCache
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.transcripts.cache_invalidation import forgotten
from application.transcripts.correct_segment import line_of
from application.transcripts.readable_job import readable
from application.transcripts.speakers import shown_speakers, speaker_edits
from domain.correction import Line
from domain.errors.speakers import SpeakerNotFoundError
from domain.events import SpeakersEdited
from domain.job import Job, JobId
from domain.speaker_edits import LabelEdit, Move, ShownSpeaker, SpeakerEdits, speaker_name
from domain.user import User

Shown = tuple[ShownSpeaker, ...]


@dataclass(frozen=True, slots=True)
class ShowSpeakers:
    """Show the speakers of one of the caller's completed jobs, with all edits."""

    unit_of_work: UnitOfWorkFactory

    async def __call__(self, job_id: JobId, *, caller: User) -> Shown:
        """Raise JobNotFoundError, TranscriptNotReadyError."""
        async with self.unit_of_work() as uow:
            return await _shown(uow, await readable(uow, job_id, caller))


@dataclass(frozen=True, slots=True)
class SpeakerEditing:
    """Opens one of the caller's completed jobs for an edit of its speakers, and keeps the edit."""

    unit_of_work: UnitOfWorkFactory
    cache: JobCache
    events: EventPublisher

    @asynccontextmanager
    async def __call__(
        self, job_id: JobId, *, caller: User
    ) -> AsyncIterator[tuple[UnitOfWork, Job]]:
        """Commit what is edited in the context, and tell the watchers.

        Raises JobNotFoundError, TranscriptNotReadyError, StaleJobError.
        """
        async with self.unit_of_work() as uow:
            job = await readable(uow, job_id, caller)
            yield uow, job
            async with forgotten(self.cache, job):
                await uow.commit()
        await self.events.publish(SpeakersEdited(job))


@dataclass(frozen=True, slots=True)
class NameSpeaker:
    """Give a speaker of one of the caller's completed jobs a name, or withdraw it."""

    editing: SpeakerEditing

    async def __call__(self, job_id: JobId, label: str, name: str | None, *, caller: User) -> Shown:
        """Return all speakers as they are then; None withdraws the name.

        Raises JobNotFoundError, SpeakerNotFoundError, TranscriptNotReadyError, StaleJobError,
        InvalidRequestError.
        """
        given = None if name is None else speaker_name(name)
        async with self.editing(job_id, caller=caller) as (uow, job):
            await _edit(uow, job, label, lambda edits: replace(edits.of(label), name=given))
            return await _shown(uow, job)


@dataclass(frozen=True, slots=True)
class MergeSpeakers:
    """Declare that two speakers of one of the caller's completed jobs are one, or withdraw it."""

    editing: SpeakerEditing

    async def __call__(self, job_id: JobId, label: str, into: str | None, *, caller: User) -> Shown:
        """Return all speakers as they are then; None withdraws the merging of `label`.

        Raises JobNotFoundError, SpeakerNotFoundError, TranscriptNotReadyError, StaleJobError,
        InvalidRequestError.
        """
        async with self.editing(job_id, caller=caller) as (uow, job):
            if into is not None:
                _ensure_found(job, into)
            await _edit(uow, job, label, lambda edits: edits.merging(label, into))
            return await _shown(uow, job)


@dataclass(frozen=True, slots=True)
class MoveSegment:
    """Give a segment of one of the caller's completed jobs to another speaker, or withdraw it."""

    editing: SpeakerEditing

    async def __call__(
        self, job_id: JobId, index: int, speaker: str | None, *, caller: User
    ) -> Line:
        """Return the segment as it is then; None withdraws the move.

        Raises JobNotFoundError, SegmentNotFoundError, SpeakerNotFoundError,
        TranscriptNotReadyError, StaleJobError.
        """
        async with self.editing(job_id, caller=caller) as (uow, job):
            if speaker is None:
                await uow.speaker_edits.withdraw_move(job_id, index)
            else:
                _ensure_found(job, speaker)
                await uow.speaker_edits.move(job_id, Move(index, speaker))
            return await line_of(uow, job, index)


@dataclass(frozen=True, slots=True)
class WithdrawSpeakerEdits:
    """Withdraw all names, merges and moves of one of the caller's completed jobs."""

    editing: SpeakerEditing

    async def __call__(self, job_id: JobId, *, caller: User) -> None:
        """Raise JobNotFoundError, TranscriptNotReadyError."""
        async with self.editing(job_id, caller=caller) as (uow, _):
            await uow.speaker_edits.withdraw_all(job_id)


async def _edit(
    uow: UnitOfWork, job: Job, label: str, change: Callable[[SpeakerEdits], LabelEdit]
) -> None:
    _ensure_found(job, label)
    await uow.speaker_edits.edit(job.id, label, change(await speaker_edits(uow, job)))


async def _shown(uow: UnitOfWork, job: Job) -> Shown:
    return (await shown_speakers(uow, [job]))[job.id]


def _ensure_found(job: Job, label: str) -> None:
    labels = [speaker.label for speaker in job.speakers]
    if label not in labels:
        raise SpeakerNotFoundError(label, labels)
