"""Show the speakers of jobs with the edits of users."""

from collections.abc import Collection, Mapping

from application.ports.unit_of_work import UnitOfWork
from domain.job import Job, JobId
from domain.speaker_edits import ShownSpeaker, SpeakerEdits


async def speaker_edits(uow: UnitOfWork, job: Job) -> SpeakerEdits:
    """Read the edits of a job's speakers."""
    return (await uow.speaker_edits.edits([job.id])).get(job.id, SpeakerEdits())


async def shown_speakers(
    uow: UnitOfWork, jobs: Collection[Job]
) -> Mapping[JobId, tuple[ShownSpeaker, ...]]:
    """Give the speakers of every job, none for one that has none."""
    edits = await uow.speaker_edits.edits([job.id for job in jobs if job.speakers])
    return {job.id: edits.get(job.id, SpeakerEdits()).shown(job.speakers) for job in jobs}
