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
        async with units() as uow:
            await uow.installation.replace(second)
            await uow.commit()
        async with units() as uow:
            assert await uow.installation.mark() == second

    async def test_users_and_jobs_are_counted(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            await uow.users.add(a_user("ada"))
            for _ in range(2):
                await uow.jobs.add(a_job())
            await uow.commit()
        async with units() as uow:
            assert await uow.installation.count_users_and_jobs() == UserAndJobCounts(1, 2)
