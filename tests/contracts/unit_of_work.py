"""What every UnitOfWork promises: all or nothing, messages included."""

import asyncio

import pytest

from application.ports.queue import JobMessage
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.capacity import QueueFullError
from domain.errors.jobs import JobNotFoundError
from domain.job import Job
from domain.options import Priority
from tests.contracts.job_repository import NEW_YEAR, keep, stored
from tests.memory.queue import MemoryJobQueue
from tests.samples import a_job, a_passage, a_user


async def is_kept(units: UnitOfWorkFactory, job: Job) -> bool:
    try:
        await stored(units, job)
    except JobNotFoundError:
        return False
    return True


async def submit(units: UnitOfWorkFactory, job: Job) -> None:
    async with units() as uow:
        await uow.jobs.add(job)
        await uow.enqueue(JobMessage(job.id))
        await uow.commit()


class UnitOfWorkContract:
    """The fixture `queue` has room for three messages."""

    async def test_what_is_committed_stays(self, units: UnitOfWorkFactory) -> None:
        job = a_job()
        await keep(units, job)
        assert await is_kept(units, job)

    async def test_what_is_not_committed_is_undone(self, units: UnitOfWorkFactory) -> None:
        job, user = a_job(), a_user()
        async with units() as uow:
            await uow.jobs.add(job)
            await uow.passages.append(job.id, a_passage(" one"))
            await uow.users.add(user)
            await uow.users.revoke_token("one", until=NEW_YEAR)
        async with units() as uow:
            assert await uow.passages.last(job.id) is None
            assert await uow.users.by_id(user.id) is None
            assert not await uow.users.is_revoked("one")
        assert not await is_kept(units, job)

    async def test_an_error_undoes_everything_and_comes_out(self, units: UnitOfWorkFactory) -> None:
        job = a_job()

        async def stumble() -> None:
            async with units() as uow:
                await uow.jobs.add(job)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await stumble()
        assert not await is_kept(units, job)

    async def test_what_came_after_the_commit_is_undone(self, units: UnitOfWorkFactory) -> None:
        first, second = a_job(), a_job()
        async with units() as uow:
            await uow.jobs.add(first)
            await uow.commit()
            await uow.jobs.add(second)
        assert await is_kept(units, first)
        assert not await is_kept(units, second)

    async def test_nobody_sees_what_is_not_committed(self, units: UnitOfWorkFactory) -> None:
        before = a_job()
        await keep(units, before)
        added = a_job()
        async with units() as uow:
            await uow.jobs.add(added)
            await uow.jobs.replace(before, before.cancelled(at=NEW_YEAR))
            assert not await is_kept(units, added)
            assert await stored(units, before) == before
            await uow.commit()
            assert await is_kept(units, added)

    async def test_what_others_commit_is_seen_at_once(self, units: UnitOfWorkFactory) -> None:
        job = a_job()
        await keep(units, job)
        async with units() as uow:
            assert await uow.jobs.get(job.id) == job
            cancelled = job.cancelled(at=NEW_YEAR)
            async with units() as other:
                await other.jobs.replace(job, cancelled)
                await other.commit()
            assert await uow.jobs.get(job.id) == cancelled

    async def test_a_transaction_that_has_read_can_still_write(
        self, units: UnitOfWorkFactory
    ) -> None:
        first, second = a_job(), a_job()
        await keep(units, first, second)
        async with units() as uow:
            await uow.jobs.get(first.id)
            async with units() as other:
                await other.jobs.delete(second)
                await other.commit()
            await uow.jobs.replace(first, first.cancelled(at=NEW_YEAR))
            await uow.commit()
        assert not await is_kept(units, second)

    async def test_a_cancelled_transaction_leaves_nothing_and_holds_no_lock(
        self, units: UnitOfWorkFactory
    ) -> None:
        job, other = a_job(), a_job()
        written = asyncio.Event()

        async def write_and_wait() -> None:
            async with units() as uow:
                await uow.jobs.add(job)
                written.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(write_and_wait())
        await written.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await keep(units, other)
        assert not await is_kept(units, job)

    @pytest.mark.parametrize("steps", range(0, 40, 4))
    async def test_a_write_can_be_cancelled_at_any_moment(
        self, units: UnitOfWorkFactory, steps: int
    ) -> None:
        job, other = a_job(), a_job()
        task = asyncio.create_task(keep(units, job))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await keep(units, other)
        assert await is_kept(units, other)

    async def test_a_message_is_delivered_after_the_commit_only(
        self, units: UnitOfWorkFactory, queue: MemoryJobQueue
    ) -> None:
        job = a_job()
        message = JobMessage(job.id, Priority.HIGH)
        async with units() as uow:
            await uow.jobs.add(job)
            await uow.enqueue(message)
            assert queue.waiting == []
            await uow.commit()
            assert queue.waiting == [message]
        assert queue.waiting == [message]

    async def test_a_message_is_not_delivered_if_nothing_is_committed(
        self, units: UnitOfWorkFactory, queue: MemoryJobQueue
    ) -> None:
        async with units() as uow:
            await uow.enqueue(JobMessage(a_job().id))
        assert queue.waiting == []

    async def test_a_full_queue_refuses_before_anything_is_committed(
        self, units: UnitOfWorkFactory, queue: MemoryJobQueue
    ) -> None:
        waiting = [JobMessage(a_job().id) for _ in range(3)]
        for message in waiting:
            await queue.put(message)
        job = a_job()
        with pytest.raises(QueueFullError):
            await submit(units, job)
        assert queue.waiting == waiting
        assert not await is_kept(units, job)
