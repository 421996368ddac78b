"""What every JobRepository promises of counting what one owner has."""

import asyncio
from dataclasses import replace

from application.ports.jobs import OwnerLoad
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.job import Lease, WorkerName
from domain.options import Priority, TranscriptionOptions
from tests.contracts.job_repository import BOB, NEW_YEAR, keep
from tests.samples import a_job, a_recording, a_user

URGENT = TranscriptionOptions(priority=Priority.HIGH)
LEASE = Lease(WorkerName("w"), NEW_YEAR)


class OwnerLoadContract:
    async def test_what_has_not_ended_is_added_up(self, units: UnitOfWorkFactory) -> None:
        ada = a_user("ada")
        waiting = a_job(owner=ada.id, recording=a_recording(seconds=10.0))
        running = a_job(owner=ada.id, recording=a_recording(seconds=5.0), options=URGENT).claimed(
            LEASE, at=NEW_YEAR
        )
        ended = a_job(owner=ada.id, options=URGENT).cancelled(at=NEW_YEAR)
        unknown = a_job(owner=ada.id, recording=a_recording(seconds=None))
        await keep(units, waiting, running, ended, unknown, a_job(owner=BOB))
        async with units() as uow:
            assert await uow.jobs.load_of(ada.id) == OwnerLoad(3, 15.0, 10.0, 1)
            assert await uow.jobs.load_of(a_user("eve").id) == OwnerLoad(0, 0.0, 0.0, 0)

    async def test_what_is_kept_is_added_up_whether_it_has_ended_or_not(
        self, units: UnitOfWorkFactory
    ) -> None:
        ada = a_user("ada")
        large = replace(a_recording(), size_bytes=3 * 2**40)
        ended = a_job(owner=ada.id, recording=large).cancelled(at=NEW_YEAR)
        waiting = a_job(owner=ada.id, recording=replace(a_recording(), size_bytes=7))
        await keep(units, ended, waiting, a_job(owner=BOB))
        async with units() as uow:
            assert await uow.jobs.stored_bytes_of(ada.id) == 3 * 2**40 + 7
            await uow.jobs.delete(ended)
            assert await uow.jobs.stored_bytes_of(ada.id) == 7
            assert await uow.jobs.stored_bytes_of(a_user("eve").id) == 0

    async def test_concurrent_transactions_count_each_others_jobs(
        self, units: UnitOfWorkFactory
    ) -> None:
        ada = a_user("ada")
        async with units() as uow:
            await uow.users.add(ada)
            await uow.commit()

        async def add() -> int:
            async with units() as uow:
                await uow.jobs.add(a_job(owner=ada.id))
                load = await uow.jobs.load_of(ada.id)
                await uow.commit()
            return load.jobs

        assert sorted(await asyncio.gather(*(add() for _ in range(6)))) == [1, 2, 3, 4, 5, 6]
