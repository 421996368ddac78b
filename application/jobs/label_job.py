"""Give a job a title, tags and notes."""

from dataclasses import dataclass

from application.ports.job_cache import JobCache
from application.ports.unit_of_work import UnitOfWorkFactory
from application.transcripts.cache_invalidation import forgotten
from domain.job import JobId
from domain.labels import Labels
from domain.user import User


@dataclass(frozen=True, slots=True)
class LabelChanges:
    """What to change; None leaves it as it is. An empty title restores the file name."""

    title: str | None = None
    tags: tuple[str, ...] | None = None
    notes: str | None = None

    def applied_to(self, before: Labels) -> Labels:
        """Return the labels with the changes. Raises InvalidRequestError for too many tags."""
        return Labels.of(
            before.title if self.title is None else self.title,
            before.tags if self.tags is None else self.tags,
            before.notes if self.notes is None else self.notes,
        )


@dataclass(frozen=True, slots=True)
class LabelJob:
    """Change the title, tags or notes of one of the caller's jobs, whatever its status."""

    unit_of_work: UnitOfWorkFactory
    cache: JobCache

    async def __call__(self, job_id: JobId, changes: LabelChanges, *, caller: User) -> None:
        """Raise JobNotFoundError, InvalidRequestError."""
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.id)
            await uow.jobs.label(job, changes.applied_to(job.labels))
            async with forgotten(self.cache, job):
                await uow.commit()
