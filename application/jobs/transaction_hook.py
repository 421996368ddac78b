"""A hook that writes something else in the transaction that creates a job."""

from collections.abc import Awaitable, Callable

from application.ports.unit_of_work import UnitOfWork
from domain.job import Job

TransactionHook = Callable[[UnitOfWork, Job], Awaitable[None]]
"""Writes something of its own in the transaction that makes a job; what it raises undoes both."""


async def nothing_else(_uow: UnitOfWork, _job: Job) -> None:
    """Write nothing else."""
