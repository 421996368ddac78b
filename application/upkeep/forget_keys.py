"""Delete Idempotency-Keys that have expired."""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class ForgetKeys:
    """Delete expired Idempotency-Keys, which may be used again already."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock

    async def __call__(self) -> int:
        """Return how many were deleted."""
        async with self.unit_of_work() as uow:
            forgotten = await uow.idempotency_keys.forget(before=self.clock.now())
            await uow.commit()
        return forgotten
