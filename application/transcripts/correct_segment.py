"""Correct the text of a segment, and withdraw a correction."""

from dataclasses import dataclass, replace

from application.ports.clock import Clock
from application.ports.job_cache import JobCache
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.transcripts.cache_invalidation import forgotten
from application.transcripts.layered import lines
from application.transcripts.readable_job import readable
from application.transcripts.write_corrections import write_corrections
from domain.correction import Correction, Line
from domain.errors.jobs import SegmentNotFoundError
from domain.job import Job, JobId
from domain.user import User


@dataclass(frozen=True, slots=True)
class CorrectSegment:
    """Replace the text of a segment in one of the caller's completed jobs."""

    unit_of_work: UnitOfWorkFactory
    cache: JobCache
    clock: Clock

    async def __call__(self, job_id: JobId, index: int, text: str, *, caller: User) -> Line:
        """Raise JobNotFoundError, SegmentNotFoundError, TranscriptNotReadyError, StaleJobError."""
        correction = Correction.of(index, text, at=self.clock.now())
        async with self.unit_of_work() as uow:
            job = await readable(uow, job_id, caller)
            line = await line_of(uow, job, index)
            await write_corrections(uow, job_id, [correction])
            async with forgotten(self.cache, job):
                await uow.commit()
        return replace(line, correction=correction)


@dataclass(frozen=True, slots=True)
class WithdrawCorrection:
    """Withdraw a correction, so that the text the model heard is shown again."""

    unit_of_work: UnitOfWorkFactory
    cache: JobCache

    async def __call__(self, job_id: JobId, index: int, *, caller: User) -> None:
        """Raise JobNotFoundError, SegmentNotFoundError, TranscriptNotReadyError."""
        async with self.unit_of_work() as uow:
            job = await readable(uow, job_id, caller)
            line = await line_of(uow, job, index)
            await write_corrections(uow, job_id, withdrawn={index: line.heard.text})
            async with forgotten(self.cache, job):
                await uow.commit()


async def line_of(uow: UnitOfWork, job: Job, index: int) -> Line:
    """Find a segment by counting through the transcript, a few passages at a time.

    Raises SegmentNotFoundError.
    """
    async for line in lines(uow, job):
        if line.index == index:
            return line
    raise SegmentNotFoundError(index)
