"""Read the text of a job while it grows, in stretches of the same length, for players."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.transcripts.layered import lines
from domain.errors.jobs import SegmentNotFoundError, TranscriptNotReadyError
from domain.job import Job, JobId
from domain.live.playlist import SEGMENT_SECONDS, segments_in, settled_seconds
from domain.live.settings import SoundFormat
from domain.live.wave_file import seconds_of
from domain.transcript import Segment
from domain.user import User


@dataclass(frozen=True, slots=True)
class Known:
    """How far the text of a job is known for good, in seconds, and whether it is all of it."""

    seconds: float
    ended: bool


@dataclass(frozen=True, slots=True)
class LiveCaptions:
    """Read the captions of a live job, or of one that has text."""

    unit_of_work: UnitOfWorkFactory

    async def known(self, job_id: JobId, *, caller: User) -> Known:
        """Raise JobNotFoundError, TranscriptNotReadyError."""
        async with self.unit_of_work() as uow:
            return await _known(uow, await uow.jobs.owned(job_id, caller.id))

    async def stretch(self, job_id: JobId, number: int, *, caller: User) -> Sequence[Segment]:
        """Return what is said in a stretch, also what only begins or ends in it.

        Raise JobNotFoundError, TranscriptNotReadyError, SegmentNotFoundError.
        """
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.id)
            known = await _known(uow, job)
            if not 0 <= number < segments_in(known.seconds, ended=known.ended):
                raise SegmentNotFoundError(number)
            begin = number * SEGMENT_SECONDS
            return [
                line.segment
                async for line in lines(uow, job)
                if line.segment.start < begin + SEGMENT_SECONDS and line.segment.end > begin
            ]


async def _known(uow: UnitOfWork, job: Job) -> Known:
    if not job.is_readable:
        raise TranscriptNotReadyError(job.status)
    if not job.is_live:
        return Known(job.recording.duration_seconds or 0.0, ended=True)
    upload = await uow.uploads.of_job(job.id)
    sound = SoundFormat.__members__.get((upload and upload.live_format) or "")
    stored = seconds_of(upload.offset, sound) if upload and sound else 0.0
    last = await uow.drafts.last(job.id)
    return Known(settled_seconds(stored, last.position if last else 0.0), ended=False)
