"""List the failed jobs of all users, for admins."""

from dataclasses import dataclass

from application.ports.jobs import JobPage, JobQuery
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.job import JobStatus
from domain.user import User


@dataclass(frozen=True, slots=True)
class ListDeadLetters:
    """List the failed jobs of all users for an admin, newest first."""

    unit_of_work: UnitOfWorkFactory

    async def __call__(self, *, caller: User, skip: int = 0, limit: int = 100) -> JobPage:
        """Raise ForbiddenError."""
        caller.ensure_admin()
        query = JobQuery(None, skip, limit, JobStatus.FAILED)
        async with self.unit_of_work() as uow:
            return await uow.jobs.page(query)
