"""List the links to a transcript, and withdraw them."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.job import JobId
from domain.share import Share, ShareId
from domain.user import User


@dataclass(frozen=True, slots=True)
class ListShares:
    """List the open links to one of the caller's jobs, newest first."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock

    async def __call__(self, job_id: JobId, *, caller: User) -> Sequence[Share]:
        """Raise JobNotFoundError."""
        async with self.unit_of_work() as uow:
            await uow.jobs.owned(job_id, caller.id)
            return await uow.shares.open_of(job_id, at=self.clock.now())


@dataclass(frozen=True, slots=True)
class WithdrawShare:
    """Withdraw a link to one of the caller's jobs, at once and for ever."""

    unit_of_work: UnitOfWorkFactory

    async def __call__(self, job_id: JobId, share_id: ShareId, *, caller: User) -> None:
        """Raise JobNotFoundError, ShareNotFoundError."""
        async with self.unit_of_work() as uow:
            await uow.jobs.owned(job_id, caller.id)
            await uow.shares.withdraw(share_id, job_id)
            await uow.commit()
