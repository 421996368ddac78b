"""Delete links that have ended."""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class ForgetShares:
    """Delete links that have ended, which open nothing any more."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock

    async def __call__(self) -> int:
        """Return how many were deleted."""
        async with self.unit_of_work() as uow:
            forgotten = await uow.shares.forget(before=self.clock.now())
            await uow.commit()
        return forgotten
