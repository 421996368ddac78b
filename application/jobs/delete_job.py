"""Delete a job with its audio and transcript."""

from dataclasses import dataclass

from application.ports.blobs import BlobStore
from application.ports.events import EventPublisher
from application.ports.job_cache import JobCache
from application.ports.queue import JobQueue
from application.ports.unit_of_work import UnitOfWorkFactory
from application.transcripts.cache_invalidation import forgotten
from application.transcripts.stored_waveforms import waveform_key_of
from domain.events import JobDeleted
from domain.job import JobId
from domain.user import User


@dataclass(frozen=True, slots=True)
class DeleteJob:
    """Delete one of the caller's jobs with its audio and transcript, even while it runs."""

    unit_of_work: UnitOfWorkFactory
    blobs: BlobStore
    queue: JobQueue
    cache: JobCache
    events: EventPublisher

    async def __call__(self, job_id: JobId, *, caller: User) -> None:
        """Raise JobNotFoundError.

        The audio is deleted before the row: if the process dies in between, the owner can delete
        again. In the other order, audio would be left that nobody knows of. The handler is stopped
        right before the commit, so that it finds no job to hand back.
        """
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.id)
            upload = await uow.uploads.of_job(job_id) if job.is_live else None
            parts = await uow.uploads.parts(upload.id) if upload else ()
        for part in parts:  # one that a connection stores just now is swept
            await self.blobs.delete(part.key)
        await self.blobs.delete(job.recording.key)
        await self.blobs.delete(waveform_key_of(job.recording.key))
        async with self.unit_of_work() as uow:
            await uow.jobs.delete(job)
            await self.queue.withdraw(job_id)
            async with forgotten(self.cache, job):
                await uow.commit()
        await self.events.publish(JobDeleted(job))
