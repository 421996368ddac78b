"""Export a transcript, segment by segment."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from application.ports.unit_of_work import UnitOfWorkFactory
from application.transcripts.layered import Version, lines
from application.transcripts.speakers import shown_speakers, speaker_edits
from domain.correction import Line
from domain.errors.jobs import TranscriptNotReadyError
from domain.job import Job, JobId
from domain.speaker_edits import ShownSpeaker, SpeakerEdits
from domain.speakers import SpeakerTurn
from domain.transcript import Cut, Gap
from domain.user import User


@dataclass(frozen=True, slots=True)
class ExportTranscript:
    """Read the transcript of one of the caller's completed jobs, segment by segment.

    Of a live job that is not completed, what was heard so far is read.
    """

    unit_of_work: UnitOfWorkFactory

    async def __call__(self, job_id: JobId, *, caller: User) -> Job:
        """Return the job to read from. Raise JobNotFoundError, TranscriptNotReadyError."""
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.id)
        if not job.is_readable:
            raise TranscriptNotReadyError(job.status)
        return job

    async def several(self, job_ids: Sequence[JobId], *, caller: User) -> Sequence[Job]:
        """Return the jobs in this order, also those without a transcript.

        Raises JobNotFoundError, and TranscriptNotReadyError if none has a transcript.
        """
        async with self.unit_of_work() as uow:
            jobs = [await uow.jobs.owned(job_id, caller.id) for job_id in job_ids]
        if not any(job.has_transcript for job in jobs):
            raise TranscriptNotReadyError(jobs[0].status)
        return jobs

    async def lines(self, job: Job, version: Version) -> AsyncIterator[Line]:
        """Yield the segments in order; a long transcript is never held whole."""
        async with self.unit_of_work() as uow:
            async for line in lines(uow, job, version):
                yield line

    async def speakers(
        self, job: Job, version: Version = Version.CORRECTED
    ) -> tuple[ShownSpeaker, ...]:
        """Return the speakers whom the segments of this version name."""
        if version is Version.ORIGINAL:
            return SpeakerEdits().shown(job.speakers)
        async with self.unit_of_work() as uow:
            return (await shown_speakers(uow, [job]))[job.id]

    async def turns(
        self, job: Job, version: Version = Version.CORRECTED
    ) -> AsyncIterator[SpeakerTurn]:
        """Yield in order who speaks when, with speakers merged as users say."""
        async with self.unit_of_work() as uow:
            corrected = version is Version.CORRECTED
            edits = await speaker_edits(uow, job) if corrected else SpeakerEdits()
            async for turn in uow.speakers.turns(job.id):
                yield replace(turn, speaker=edits.label(turn.speaker))

    async def gaps(self, job: Job) -> AsyncIterator[Gap]:
        """Yield in order where speech was detected and no words were found."""
        async with self.unit_of_work() as uow:
            async for gap in uow.passages.gaps(job.id):
                yield gap

    async def cuts(self, job: Job) -> AsyncIterator[Cut]:
        """Yield in order the texts that were removed as loops."""
        async with self.unit_of_work() as uow:
            async for cut in uow.passages.cuts(job.id):
                yield cut
