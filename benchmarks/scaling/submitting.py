"""Submit jobs whose audio is never read."""

import asyncio

from benchmarks.scaling.house import House
from domain.job import Job
from domain.job_order import JobOrder
from domain.options import TranscriptionOptions
from domain.user import User
from tests.samples import a_recording

AT_ONCE = 8


async def submit(house: House, owner: User) -> Job:
    """Accept one, as an API process does once its audio is stored."""
    return await house.container.submit_job()(
        a_recording(), JobOrder(TranscriptionOptions()), caller=owner
    )


async def submit_many(house: House, owner: User, number: int) -> None:
    """Accept so many, some at a time."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with places:
            await submit(house, owner)

    async with asyncio.TaskGroup() as group:
        for _ in range(number):
            group.create_task(one())
