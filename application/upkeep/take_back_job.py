"""Take a job back from a process that has died."""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.events import EventPublisher
from application.ports.queue import JobMessage
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.transcription import ProcessKilledError
from domain.events import JobEvent, JobFailed, JobHandedBack
from domain.job import Failure, Job


@dataclass(frozen=True, slots=True)
class TakeBackJob:
    """Queue a job again whose process died, or fail it if the job is known to be the cause.

    A death while a job runs beside others says little, so it is charged to none of them, and each
    runs alone next. One that dies alone did so for the second time: it is charged, and the death
    before, which made it suspected, counts as one of the `max_attempts` from then on.
    """

    unit_of_work: UnitOfWorkFactory
    events: EventPublisher
    clock: Clock
    max_attempts: int = 3

    async def __call__(self, job: Job) -> Job:
        """Return the job as it is now. Raises StaleJobError if it has changed meanwhile."""
        after = self._after(job)
        event: JobEvent = JobFailed(after)
        async with self.unit_of_work() as uow:
            await uow.jobs.replace(job, after)
            if not after.status.ended:
                event = JobHandedBack(after)
                await uow.enqueue(JobMessage.of(after, returning=True))
            await uow.commit()
        await self.events.publish(event)
        return after

    def _after(self, job: Job) -> Job:
        deaths = job.attempts_spent
        if not job.suspected or deaths + 1 < self.max_attempts:
            return job.lost()
        error = ProcessKilledError(deaths)
        return job.killed_its_process(Failure(error.code, str(error)), at=self.clock.now())
