"""What every JobQueue promises of the places of one process."""

from uuid import UUID

from adapters.queue.worker_places import WorkerPlaces
from application.ports.queue import JobMessage, JobQueue
from domain.user import UserId
from tests.contracts.job_queue import ADA, BOB, Worker, WorkingJobQueueContract, consuming, jobs

CAROL, DAVE = UserId(UUID(int=3)), UserId(UUID(int=4))


class JobQueuePlacesContract(WorkingJobQueueContract):
    """Subclasses make a queue that hands out as many at a time as there are places."""

    def make_with(self, places: WorkerPlaces) -> JobQueue:
        raise NotImplementedError

    async def test_the_user_with_the_fewest_jobs_running_goes_first(self) -> None:
        queue, worker = self.make_with(WorkerPlaces(4)), Worker()
        *adas, first, second = jobs(7)
        async with consuming(queue, worker):
            for job in adas:
                await queue.put(JobMessage(job, owner=ADA))
            await self.until(lambda: worker.begun == adas[:4])
            await queue.put(JobMessage(first, owner=BOB))
            await queue.put(JobMessage(second, owner=BOB))
            worker.finish()
            await self.until(lambda: worker.begun == [*adas[:4], first])
            worker.finish()
            await self.until(lambda: worker.begun == [*adas[:4], first, second])

    async def test_a_user_who_has_no_job_running_gets_a_reserved_place(self) -> None:
        queue, worker = self.make_with(WorkerPlaces(2, reserved=2)), Worker()
        *adas, bobs, another_of_bobs, carols = jobs(6)
        async with consuming(queue, worker):
            for job in adas:
                await queue.put(JobMessage(job, owner=ADA))
            await self.until(lambda: worker.begun == adas[:2])
            await queue.put(JobMessage(bobs, owner=BOB))
            await self.until(lambda: worker.begun == [*adas[:2], bobs])
            await queue.put(JobMessage(another_of_bobs, owner=BOB))
            await queue.put(JobMessage(carols, owner=CAROL))
            await self.a_while()
            assert worker.begun == [*adas[:2], bobs]
            worker.finish()  # one of Ada's: she and Bob have the two places that are for all
            await self.until(lambda: worker.begun == [*adas[:2], bobs, carols])
            worker.finish()  # her other one
            await self.until(lambda: worker.begun == [*adas[:2], bobs, carols, adas[2]])

    async def test_half_of_the_reserved_places_are_kept_for_short_recordings(self) -> None:
        queue, worker = self.make_with(WorkerPlaces(1, reserved=2)), Worker()
        adas, bobs, carols, daves = jobs(4)
        async with consuming(queue, worker):
            await queue.put(JobMessage(adas, owner=ADA))
            await queue.put(JobMessage(bobs, owner=BOB))
            await self.until(lambda: worker.begun == [adas, bobs])
            await queue.put(JobMessage(carols, owner=CAROL))
            await queue.put(JobMessage(daves, owner=DAVE, is_short=True))
            await self.until(lambda: worker.begun == [adas, bobs, daves])

    async def test_a_users_short_recording_does_not_wait_for_their_long_ones(self) -> None:
        queue, worker = self.make_with(WorkerPlaces(1, reserved=4)), Worker()
        long, longer, short, shorter = jobs(4)
        async with consuming(queue, worker):
            await queue.put(JobMessage(long, owner=ADA))
            await queue.put(JobMessage(longer, owner=ADA))
            await queue.put(JobMessage(short, owner=ADA, is_short=True))
            await queue.put(JobMessage(shorter, owner=ADA, is_short=True))
            await self.until(lambda: worker.begun == [long, short])
            await self.a_while()
            assert worker.begun == [long, short]

    async def test_reserved_places_hold_no_second_short_recording_of_a_user(self) -> None:
        queue, worker = self.make_with(WorkerPlaces(1, reserved=4)), Worker()
        adas, bobs = jobs(6)[:5], jobs(6)[5]
        async with consuming(queue, worker):
            for job in adas:
                await queue.put(JobMessage(job, owner=ADA, is_short=True))
            await queue.put(JobMessage(bobs, owner=BOB, is_short=True))
            await self.until(lambda: worker.begun == [adas[0], bobs])
            await self.a_while()
            assert worker.begun == [adas[0], bobs]
            worker.finish()
            await self.until(lambda: worker.begun == [adas[0], bobs, adas[1]])
