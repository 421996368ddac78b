"""Run one attempt at a job, and write only while its lease holds."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

from application.concurrency.tasks import uninterrupted
from application.jobs.speakers_told import SpeakersTold
from application.jobs.transaction_hook import TransactionHook, nothing_else
from application.ports.clock import Clock
from application.ports.events import EventPublisher
from application.ports.queue import JobMessage
from application.ports.transcriber import CONTEXT_SEGMENTS, Ended
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from domain.errors.jobs import StaleJobError
from domain.errors.kinds import TranscriberError, UnavailableError
from domain.events import (
    JobBegun,
    JobCompleted,
    JobEvent,
    JobFailed,
    JobHandedBack,
    JobPostponed,
    JobPreparing,
    SegmentsTranscribed,
    VoicesHeard,
)
from domain.job import Failure, Job, JobStatus, Lease
from domain.omissions import Omissions
from domain.spoken_languages import LanguageTally
from domain.transcript import DetectedLanguage, Passage, Segment

# A page shows tenths of a percent of a long recording.
_SHOWN_SHARE: Final = 0.0005


class Attempt:
    """Writes for one claim; every write is refused once the claim is no longer valid.

    Every method may raise StaleJobError: the job was cancelled, deleted or claimed by another
    worker, and this attempt must stop. Writes run one after another, so that a renewal of the lease
    never carries a progress that is older than the stored one. `passages_kept` counts those
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
        """Return the last stored passage, and note the progress that it means.

        It may be further than this attempt knows: a commit may have succeeded although its answer
        was lost.
        """
        async with self._unit_of_work() as uow:
            stored = await uow.jobs.get(self.job.id)
            last = await uow.passages.last(self.job.id)
            self.job = self.job.advanced(progress=stored.progress, detected=stored.detected)
            await self._count_anew(uow, any_kept=last is not None)
        return last

    async def said_before(self) -> tuple[Segment, ...]:
        """Return the last stored segments, as many as fit into a prompt."""
        said: deque[Segment] = deque(maxlen=CONTEXT_SEGMENTS)
        async with self._unit_of_work() as uow:
            async for segment in uow.passages.segments(self.job.id):
                said.append(segment)
        return tuple(said)

    async def renew(self) -> None:
        """Renew the lease, unless the end of the job has been written."""
        async with self._writing:
            if self.job.status is not JobStatus.PROCESSING:
                return
            async with self._unit_of_work() as uow:
                await uow.jobs.renew(self.job, self._lease())
                await uow.commit()

    async def prepare(self, share: float | None) -> None:
        """Store how much of the model is there, from 0 to 1; None once it is ready."""
        if share == self.job.preparing:
            return
        job = await self._store(lambda job: job.prepared(share))
        await self._events.publish(JobPreparing(job))

    async def begin(self, position: float) -> None:
        """Store the progress before the first passage: worth so many seconds of sound.

        Changes that nobody would see are not stored.
        """
        share = self._share(position)
        if share - self.job.progress < _SHOWN_SHARE:
            return
        job = await self._store(lambda job: job.advanced(progress=share, detected=None))
        await self._events.publish(JobBegun(job))

    async def keep(self, passage: Passage, detected: DetectedLanguage | None) -> None:
        """Store a passage and the progress that it means in one transaction."""

        def advanced(job: Job) -> Job:
            share = self._share(passage.position)
            return job.prepared(None).advanced(progress=share, detected=detected)

        async def append(uow: UnitOfWork, job: Job) -> None:
            await uow.passages.append(job.id, passage)

        job = await self._store(advanced, append)
        self.passages_kept += 1
        self._count(passage.segments)
        await self._events.publish(SegmentsTranscribed(job, passage.segments, passage.gaps))

    async def end_of_words(self) -> None:
        """Store that the transcription is done, while the voices are still listened to."""
        await self._store(lambda job: job.advanced(progress=1.0, detected=None))

    async def keep_voices(self, share: float | None, hook: TransactionHook = nothing_else) -> None:
        """Store the heard share of voices, and with it what the hook stores.

        The share is 1 once the speakers are told apart.
        """
        job = await self._store(lambda job: job.listened_to(share), hook)
        await self._events.publish(VoicesHeard(job))

    async def clear(self) -> None:
        """Store that the job did not kill its process; until then it must run alone."""
        await self._store(lambda job: job.cleared())
        self._cleared.set()

    async def cleared(self) -> None:
        """Return once the job is no longer suspected."""
        await self._cleared.wait()

    async def complete(self, ended: Ended, told: SpeakersTold) -> None:
        """Complete the job, with its speakers and warnings about what the transcript leaves out.

        Earlier attempts may have stored passages, so the omissions are read from the database.
        """
        omissions = await self._omissions()
        job = self.job.advanced(progress=1.0, detected=ended.detected).completed(
            at=self._clock.now(),
            duration_seconds=ended.duration_seconds,
            caveats=(*ended.caveats, *omissions.caveats(), *told.caveats),
            model_revision=ended.model_revision,
            languages=self._spoken.languages,
            speakers=told.diarization.speakers,
        )
        seconds = (self._clock.now() - self._claimed_at).total_seconds()
        await uninterrupted(self._leave(job, JobCompleted(job, seconds), hook=told.keep))
        await asyncio.sleep(0)  # raises a cancel that came meanwhile here, not during clean-up

    async def fail(self, error: TranscriberError, *, forgiven: bool = False) -> None:
        """Fail the job with a reason, unless the claim is no longer valid.

        `forgiven` says that the attempt never started, so it is not charged to the job.
        """
        failure = Failure(error.code, str(error))
        job = self.job.failed(failure, at=self._clock.now(), forgiven=forgiven)
        with suppress(StaleJobError):
            await uninterrupted(self._leave(job, JobFailed(job)))

    async def postpone(self, error: TranscriberError, *, seconds: float) -> None:
        """Queue the job again after a delay in seconds, since the fault may be temporary."""
        job = self.job.handed_back()
        again = JobMessage.of(job, delay_seconds=seconds, returning=True)
        with suppress(StaleJobError):
            await uninterrupted(self._leave(job, JobPostponed(job, error.code, seconds), again))

    async def hand_back(self) -> None:
        """Queue the job again, to go on after its last passage, unless its end is written.

        A worker that is told to stop does not wait for the database: if this cannot be written now,
        the next start finds the job, or another process does when the lease expires.
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
        """Count the languages of the stored passages, as others may have stored some."""
        self._spoken = LanguageTally()
        if any_kept:
            async for segment in uow.passages.segments(self.job.id):
                self._count((segment,))

    def _count(self, segments: Iterable[Segment]) -> None:
        detected = self.job.detected
        self._spoken.add(segments, otherwise=detected.code if detected else None)

    def _share(self, position: float) -> float:
        duration = self.job.recording.duration_seconds
        return self.job.options.clips.share_done(position, duration) if duration else 0.0

    async def _store(
        self, change: Callable[[Job], Job], hook: TransactionHook = nothing_else
    ) -> Job:
        """Store a change of the running job, and what the hook stores, with a renewed lease."""
        async with self._writing:
            job = change(self.job)
            async with self._unit_of_work() as uow:
                await uow.jobs.renew(job, self._lease())
                await hook(uow, job)
                await uow.commit()
            self.job = job
        return job

    async def _leave(
        self,
        job: Job,
        event: JobEvent,
        message: JobMessage | None = None,
        hook: TransactionHook = nothing_else,
    ) -> None:
        async with self._writing:
            async with self._unit_of_work() as uow:
                await uow.jobs.replace(self.job, job)
                await hook(uow, job)
                if message is not None:
                    await uow.enqueue(message)
                await uow.commit()
            self.job = job
        await self._events.publish(event)
