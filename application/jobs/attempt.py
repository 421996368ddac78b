"""Run one attempt at a job, and write only while its lease holds."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress

from application.concurrency.tasks import uninterrupted
from application.ports.clock import Clock
from application.ports.events import EventPublisher
from application.ports.queue import JobMessage
from application.ports.transcriber import CONTEXT_SEGMENTS, Ended
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from domain.errors import StaleJobError, TranscriberError, UnavailableError
from domain.events import (
    JobCompleted,
    JobEvent,
    JobFailed,
    JobHandedBack,
    JobPostponed,
    JobPreparing,
    SegmentsTranscribed,
)
from domain.job import Failure, Job, JobStatus, Lease
from domain.omissions import Omissions
from domain.spoken_languages import LanguageTally
from domain.transcript import DetectedLanguage, Passage, Segment


class Attempt:
    """Writes on behalf of one claim; each write is refused once the claim is no longer valid.

    Every method may raise StaleJobError: then the job was cancelled, deleted or taken over, and
    nothing that this attempt still does counts. Writes run one after another, so that a sign of
    life never carries a progress that is older than what is stored. `passages_kept` counts those
    of this attempt. A job that is suspected of killing its process is so until `clear`.
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
        self.passages_kept = 0
        self._unit_of_work = unit_of_work
        self._events = events
        self._clock = clock
        self._lease = lease
        self._claimed_at = clock.now()
        self._writing = asyncio.Lock()
        self._spoken = LanguageTally()
        self._cleared = asyncio.Event()

    async def resume(self) -> Passage | None:
        """Give the last passage, and note how far the job is.

        That may be further than this attempt has heard of: a commit whose answer was lost counts.
        """
        async with self._unit_of_work() as uow:
            stored = await uow.jobs.get(self.job.id)
            last = await uow.passages.last(self.job.id)
            self.job = self.job.advanced(progress=stored.progress, detected=stored.detected)
            await self._count_anew(uow, any_kept=last is not None)
        return last

    async def said_before(self) -> tuple[Segment, ...]:
        """Give the last segments that are kept, as many as a prompt can hold."""
        said: deque[Segment] = deque(maxlen=CONTEXT_SEGMENTS)
        async with self._unit_of_work() as uow:
            async for segment in uow.passages.segments(self.job.id):
                said.append(segment)
        return tuple(said)

    async def renew(self) -> None:
        """Show a sign of life, unless the end has been written already."""
        async with self._writing:
            if self.job.status is not JobStatus.PROCESSING:
                return
            async with self._unit_of_work() as uow:
                await uow.jobs.renew(self.job, self._lease())
                await uow.commit()

    async def prepare(self, share: float | None) -> None:
        """Tell how much of the model is there, from 0 to 1; None once it is ready."""
        if share == self.job.preparing:
            return
        async with self._writing:
            job = self.job.prepared(share)
            async with self._unit_of_work() as uow:
                await uow.jobs.renew(job, self._lease())
                await uow.commit()
            self.job = job
        await self._events.publish(JobPreparing(job))

    async def keep(self, passage: Passage, detected: DetectedLanguage | None) -> None:
        """Store a passage together with the progress it means."""
        async with self._writing:
            job = self.job.prepared(None).advanced(
                progress=self._share(passage.position), detected=detected
            )
            async with self._unit_of_work() as uow:
                await uow.jobs.renew(job, self._lease())
                await uow.passages.append(job.id, passage)
                await uow.commit()
            self.job = job
            self.passages_kept += 1
            self._count(passage.segments)
        await self._events.publish(SegmentsTranscribed(job, passage.segments, passage.gaps))

    async def clear(self) -> None:
        """Note that the job does not kill its process; it must run alone until that is written."""
        async with self._writing:
            job = self.job.cleared()
            async with self._unit_of_work() as uow:
                await uow.jobs.renew(job, self._lease())
                await uow.commit()
            self.job = job
        self._cleared.set()

    async def cleared(self) -> None:
        """Return once the job is no longer suspected."""
        await self._cleared.wait()

    async def complete(self, ended: Ended) -> None:
        """End well, with a word on what the whole transcript leaves out.

        Passages of earlier attempts count, so the omissions are read from what is stored.
        """
        omissions = await self._omissions()
        job = self.job.advanced(progress=1.0, detected=ended.detected).completed(
            at=self._clock.now(),
            duration_seconds=ended.duration_seconds,
            caveats=(*ended.caveats, *omissions.caveats()),
            model_revision=ended.model_revision,
            languages=self._spoken.languages,
        )
        seconds = (self._clock.now() - self._claimed_at).total_seconds()
        await uninterrupted(self._leave(job, JobCompleted(job, seconds)))
        await asyncio.sleep(0)  # a cancel that came meanwhile strikes here, not in a clean-up

    async def fail(self, error: TranscriberError, *, forgiven: bool = False) -> None:
        """End badly, and say why; an attempt that is fenced off has nothing to say.

        `forgiven` says that it was never begun.
        """
        failure = Failure(error.code, str(error))
        job = self.job.failed(failure, at=self._clock.now(), forgiven=forgiven)
        with suppress(StaleJobError):
            await uninterrupted(self._leave(job, JobFailed(job)))

    async def postpone(self, error: TranscriberError, *, seconds: float) -> None:
        """Let the job be tried again after so many seconds, since what let it down may pass."""
        job = self.job.handed_back()
        again = JobMessage.of(job, delay_seconds=seconds, returning=True)
        with suppress(StaleJobError):
            await uninterrupted(self._leave(job, JobPostponed(job, error.code, seconds), again))

    async def hand_back(self) -> None:
        """Let somebody else go on behind the last passage, unless the end has been written.

        Where that cannot be written now, the job is found by the next start, or by whoever sees
        the lease run out: a worker that was told to stop does not wait.
        """
        if self.job.status is JobStatus.PROCESSING:
            job = self.job.handed_back(forgiven=True)
            again = JobMessage.of(job, returning=True)
            with suppress(StaleJobError, UnavailableError):
                await uninterrupted(self._leave(job, JobHandedBack(job), again))

    async def _omissions(self) -> Omissions:
        omissions = Omissions()
        async with self._unit_of_work() as uow:
            async for gap in uow.passages.gaps(self.job.id):
                omissions.add(gap)
            async for cut in uow.passages.cuts(self.job.id):
                omissions.add(cut)
        return omissions

    async def _count_anew(self, uow: UnitOfWork, *, any_kept: bool) -> None:
        """Count the languages of what is stored, which alone is sure after an interruption."""
        self._spoken = LanguageTally()
        if any_kept:
            async for segment in uow.passages.segments(self.job.id):
                self._count((segment,))

    def _count(self, segments: Iterable[Segment]) -> None:
        detected = self.job.detected
        self._spoken.add(segments, otherwise=detected.code if detected else None)

    def _share(self, position: float) -> float:
        duration = self.job.recording.duration_seconds
        return position / duration if duration else 0.0

    async def _leave(self, job: Job, event: JobEvent, message: JobMessage | None = None) -> None:
        async with self._writing:
            async with self._unit_of_work() as uow:
                await uow.jobs.replace(self.job, job)
                if message is not None:
                    await uow.enqueue(message)
                await uow.commit()
            self.job = job
        await self._events.publish(event)
