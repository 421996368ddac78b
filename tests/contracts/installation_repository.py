"""What every InstallationRepository promises."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from application.ports.installation import DatabaseMark, InstallationId, UserAndJobCounts
from application.ports.unit_of_work import UnitOfWorkFactory
from tests.samples import a_job, a_user

SINCE = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)


def a_mark() -> DatabaseMark:
    return DatabaseMark(InstallationId(uuid4()), SINCE, stored=False)


async def claimed(units: UnitOfWorkFactory, mark: DatabaseMark) -> DatabaseMark:
    async with units() as uow:
        found = await uow.installation.claim(mark)
        await uow.commit()
    return found


async def replaced(units: UnitOfWorkFactory, mark: DatabaseMark) -> None:
    async with units() as uow:
        await uow.installation.replace(mark)
        await uow.commit()


class InstallationRepositoryContract:
    async def test_a_new_database_has_no_mark(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            assert await uow.installation.mark() is None
            assert await uow.installation.count_users_and_jobs() == UserAndJobCounts(0, 0)

    async def test_the_first_mark_stays(self, units: UnitOfWorkFactory) -> None:
        first, second = a_mark(), a_mark()
        assert await claimed(units, first) == first
        assert await claimed(units, second) == first
        async with units() as uow:
            assert await uow.installation.mark() == first

    async def test_concurrent_claims_all_get_the_same_mark(self, units: UnitOfWorkFactory) -> None:
        found = await asyncio.gather(*(claimed(units, a_mark()) for _ in range(6)))
        assert len(set(found)) == 1

    async def test_a_mark_can_be_replaced(self, units: UnitOfWorkFactory) -> None:
        first, second = a_mark(), replace(a_mark(), stored=True)
        await claimed(units, first)
        await replaced(units, second)
        async with units() as uow:
            assert await uow.installation.mark() == second

    async def test_concurrent_replacements_leave_one_mark(self, units: UnitOfWorkFactory) -> None:
        await claimed(units, a_mark())
        marks = [replace(a_mark(), stored=True) for _ in range(6)]
        await asyncio.gather(*(replaced(units, mark) for mark in marks))
        async with units() as uow:
            assert await uow.installation.mark() in marks

    async def test_users_and_jobs_are_counted(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            await uow.users.add(a_user("ada"))
            for _ in range(2):
                await uow.jobs.add(a_job())
            await uow.commit()
        async with units() as uow:
            assert await uow.installation.count_users_and_jobs() == UserAndJobCounts(1, 2)
