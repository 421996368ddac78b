"""Read a transcript as layers: what was heard, and what was laid over it since.

Each layer is a table of its own that refers to segments by their place. Layers are merged while
the transcript is streamed, so none is ever held whole, and each can be withdrawn.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Final, Protocol

from application.ports.unit_of_work import UnitOfWork
from application.transcripts.speakers import speaker_edits
from domain.correction import Line
from domain.division import Division
from domain.job import Job, JobId
from domain.transcript import Segment


class Version(StrEnum):
    """Which version of a transcript is read: with users' edits, or as the models heard it."""

    CORRECTED = "corrected"
    ORIGINAL = "original"


class Layer(Protocol):
    """Something that is laid over what was heard."""

    def __call__(
        self, uow: UnitOfWork, job: Job, lines: AsyncIterator[Line]
    ) -> AsyncIterator[Line]:
        """Yield every line in order, with what this layer adds to it."""

    async def touched(self, uow: UnitOfWork, job_ids: Collection[JobId]) -> Collection[JobId]:
        """Give those of the jobs whose text this layer changes."""


class Corrections:
    """The layer of corrections by users."""

    async def __call__(
        self, uow: UnitOfWork, job: Job, lines: AsyncIterator[Line]
    ) -> AsyncIterator[Line]:
        """Lay the corrections over the lines; both come in the order of the segments."""
        corrections = uow.corrections.of(job.id)
        correction = await anext(corrections, None)
        async for line in lines:
            if correction is not None and correction.index == line.index:
                yield replace(line, correction=correction)
                correction = await anext(corrections, None)
            else:
                yield line

    async def touched(self, uow: UnitOfWork, job_ids: Collection[JobId]) -> Collection[JobId]:
        """Give the jobs that have a correction."""
        return await uow.corrections.corrected(job_ids)


class SpeakerChanges:
    """The layer of users' edits of speakers: merged speakers, and segments given to another."""

    async def __call__(
        self, uow: UnitOfWork, job: Job, lines: AsyncIterator[Line]
    ) -> AsyncIterator[Line]:
        """Give each line the speaker that the edits say; both come in the order of segments."""
        if not job.speakers:
            async for line in lines:
                yield line
            return
        edits = await speaker_edits(uow, job)
        moves = uow.speaker_edits.moves(job.id)
        move = await anext(moves, None)
        async for line in lines:
            label = line.heard.speaker
            if move is not None and move.index == line.index:
                label = move.speaker
                move = await anext(moves, None)
            shown = None if label is None else edits.label(label)
            yield line if shown == line.heard.speaker else replace(line, speaker=shown)

    async def touched(self, uow: UnitOfWork, job_ids: Collection[JobId]) -> Collection[JobId]:
        """Give no job, as texts stay as they are."""
        del uow, job_ids
        return ()


# In the order in which they are laid over each other.
LAYERS: Final[Mapping[Version, Sequence[Layer]]] = {
    Version.ORIGINAL: (),
    Version.CORRECTED: (Corrections(), SpeakerChanges()),
}


def lines(uow: UnitOfWork, job: Job, version: Version = Version.CORRECTED) -> AsyncIterator[Line]:
    """Read the lines of a transcript in order, with all layers of a version."""
    read = _heard(uow, job)
    for layer in LAYERS[version]:
        read = layer(uow, job, read)
    return read


async def texts(uow: UnitOfWork, jobs: Collection[Job]) -> Mapping[JobId, str]:
    """Give the words alone, with all layers, of each job that has any.

    A job that no layer touches is read in one statement with the others.
    """
    by_id = {job.id: job for job in jobs}
    heard = dict(await uow.passages.texts(by_id))
    touched = {
        job_id for layer in LAYERS[Version.CORRECTED] for job_id in await layer.touched(uow, by_id)
    }
    for job_id in touched:
        read = lines(uow, by_id[job_id])
        heard[job_id] = "".join([line.segment.text async for line in read]).strip()
    return heard


async def _heard(uow: UnitOfWork, job: Job) -> AsyncIterator[Line]:
    """Read the segments as they were heard, each divided among its speakers.

    The division was stored when the job was completed and never changes, so the index of a line
    does not change either.
    """
    index = 0
    division = Division(uow.speakers.parts(job.id) if job.speakers else None)
    async for segment in _so_far(uow, job):
        for part in await division.of(segment):
            yield Line(index, part)
            index += 1


async def _so_far(uow: UnitOfWork, job: Job) -> AsyncIterator[Segment]:
    """Read the segments, and of a live job without a transcript what was heard live beyond them."""
    async for segment in uow.passages.segments(job.id):
        yield segment
    if job.has_draft:
        last = await uow.passages.last(job.id)
        reached = last.position if last else 0.0
        async for draft in uow.drafts.behind(job.id, reached):
            for segment in draft.segments:
                if segment.start >= reached:
                    yield segment
