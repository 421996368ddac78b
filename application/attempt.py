"""One attempt at a job, and everything it may write."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from application.ports.clock import Clock
from application.ports.events import EventPublisher
from application.ports.transcriber import Ended
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors import StaleJobError, TranscriberError
from domain.events import JobCompleted, JobFailed, JobHandedBack, SegmentsTranscribed
from domain.job import Failure, Job, Lease
from domain.transcript import DetectedLanguage, Passage


class Attempt:
    """Writes on behalf of one claim; each write is refused once the claim is no longer valid.

    Every method may raise StaleJobError: then the job was cancelled, deleted or taken over, and
    nothing that this attempt still does counts. Writes run one after another, so that a sign of
    life never carries a progress that is older than what is stored.
    """

    def __init__(
        self,
        job: Job,
        unit_of_work: UnitOfWorkFactory,
        events: EventPublisher,
        clock: Clock,
        lease: Callable[[], Lease],
    ) -> None:
        self.job = job
        self._unit_of_work = unit_of_work
        self._events = events
        self._clock = clock
        self._lease = lease
        self._claimed_at = clock.now()
        self._writing = asyncio.Lock()

    async def last_passage(self) -> Passage | None:
        """Give the passage that an earlier attempt got to."""
        async with self._unit_of_work() as uow:
            return await uow.passages.last(self.job.id)

    async def renew(self) -> None:
        """Show a sign of life."""
        async with self._writing, self._unit_of_work() as uow:
            await uow.jobs.renew(self.job, self._lease())
            await uow.commit()

    async def keep(self, passage: Passage, detected: DetectedLanguage | None) -> None:
        """Store a passage together with the progress it means."""
        async with self._writing:
            job = self.job.advanced(progress=self._share(passage.position), detected=detected)
            async with self._unit_of_work() as uow:
                await uow.jobs.renew(job, self._lease())
                await uow.passages.append(job.id, passage)
                await uow.commit()
            self.job = job
        await self._events.publish(SegmentsTranscribed(job, passage.segments))

    async def complete(self, ended: Ended) -> None:
        """End well."""
        job = self.job.advanced(progress=1.0, detected=ended.detected).completed(
            at=self._clock.now(), duration_seconds=ended.duration_seconds, caveats=ended.caveats
        )
        await self._replace(job)
        seconds = (self._clock.now() - self._claimed_at).total_seconds()
        await self._events.publish(JobCompleted(job, seconds))

    async def fail(self, error: TranscriberError) -> None:
        """End badly, and say why; an attempt that is fenced off has nothing to say."""
        job = self.job.failed(Failure(error.code, str(error)), at=self._clock.now())
        with suppress(StaleJobError):
            await self._replace(job)
            await self._events.publish(JobFailed(job))

    async def hand_back(self) -> None:
        """Let somebody else go on behind the last passage."""
        job = self.job.handed_back()
        with suppress(StaleJobError):
            await self._replace(job)
            await self._events.publish(JobHandedBack(job))

    def _share(self, position: float) -> float:
        duration = self.job.recording.duration_seconds
        return position / duration if duration else 0.0

    async def _replace(self, job: Job) -> None:
        async with self._writing, self._unit_of_work() as uow:
            await uow.jobs.replace(self.job, job)
            await uow.commit()
        self.job = job
