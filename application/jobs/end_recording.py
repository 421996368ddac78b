"""End a live recording: its sound becomes the recording of its job, which is queued."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from application.jobs.live_leases import NOBODY, LiveLeases
from application.ports.blobs import BlobStore
from application.ports.events import EventPublisher
from application.ports.queue import JobMessage
from application.ports.unit_of_work import UnitOfWorkFactory
from application.uploads.receive_upload import ReceiveUpload
from domain.errors.jobs import IllegalTransitionError
from domain.errors.kinds import TranscriberError, UnavailableError
from domain.errors.live import NothingRecordedError
from domain.errors.uploads import UploadLockedError
from domain.events import JobCancelled, JobFailed, RecordingEnded
from domain.job import Failure, Job, JobId, Recording
from domain.live.settings import SoundFormat
from domain.live.wave_file import seconds_of
from domain.upload import ResumableUpload, UploadPart
from domain.user import User

# A connection that was told to end stores what it has within this time.
_PATIENCE_SECONDS: Final = 6.0
# A process that died while it stored sound holds the upload for this time at the most.
_LOCK_SECONDS: Final = 20.0
_LOOK_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class _Sound:
    upload: ResumableUpload
    parts: Sequence[UploadPart]


@dataclass(frozen=True, slots=True)
class EndRecording:
    """End a live recording, whoever asks for it: its user, or the housekeeper.

    Nothing that was stored is lost, also if the job is `cancelled`: it can be retried then.

    The connection that has it is waited for, so that it can store its last sound. After a crash in
    the middle, a second call goes on; of two calls at once one gets StaleJobError.
    """

    unit_of_work: UnitOfWorkFactory
    blobs: BlobStore
    receive: ReceiveUpload
    events: EventPublisher
    leases: LiveLeases

    async def __call__(self, job: Job, *, cancelled: bool = False) -> Job:
        """Return the job, which is queued, or cancelled; or failed if no sound came.

        Raise StaleJobError, IllegalTransitionError, JobNotFoundError, UploadLockedError.
        """
        closed = await self._closed(job.id)
        async with self.unit_of_work() as uow:
            upload = await uow.uploads.of_job(job.id)
            parts = await uow.uploads.parts(upload.id) if upload else ()
        if upload is None or not parts:
            return await self._without_sound(closed, cancelled=cancelled)
        recording = await self._recording(job, _Sound(upload, parts))
        try:
            ended = await self._replaced(closed, upload, recording, cancelled=cancelled)
        except UnavailableError:
            raise  # the commit may have been kept; if not, the sweep deletes the recording
        except TranscriberError:
            await self.blobs.delete(recording.key)
            raise
        with suppress(UnavailableError):  # the sweep deletes them
            for part in parts:
                await self.blobs.delete(part.key)
        await self.events.publish(JobCancelled(ended) if cancelled else RecordingEnded(ended))
        return ended

    async def _closed(self, job_id: JobId) -> Job:
        """Let the connection store what it has, and then shut it out."""
        job = await self._changed(job_id, Job.ending)
        waited = 0.0
        while job.lease and job.lease.worker != NOBODY and waited < _PATIENCE_SECONDS:
            await self.leases.clock.sleep(_LOOK_SECONDS)
            waited += _LOOK_SECONDS
            async with self.unit_of_work() as uow:
                job = await uow.jobs.get(job_id)
        return await self._changed(job_id, lambda job: job.closed_to_sound(self.leases()))

    async def _changed(self, job_id: JobId, change: Callable[[Job], Job]) -> Job:
        async with self.unit_of_work() as uow:
            job = await uow.jobs.get(job_id)
            changed = change(job)
            await uow.jobs.replace(job, changed)
            await uow.commit()
        return changed

    async def _without_sound(self, closed: Job, *, cancelled: bool) -> Job:
        now = self.leases.clock.now()
        error = NothingRecordedError()
        failure = Failure(error.code, str(error))
        ended = closed.cancelled(at=now) if cancelled else closed.failed(failure, at=now)
        async with self.unit_of_work() as uow:
            await uow.jobs.replace(closed, ended)
            await uow.commit()
        await self.events.publish(JobCancelled(ended) if cancelled else JobFailed(ended))
        return ended

    async def _recording(self, job: Job, sound: _Sound) -> Recording:
        stored = await self.receive(job.recording.filename, self._bytes(sound.parts))
        sound_format = SoundFormat.__members__.get(sound.upload.live_format or "")
        seconds = sound_format and seconds_of(stored.size_bytes, sound_format)
        return replace(stored, duration_seconds=seconds)

    async def _bytes(self, parts: Sequence[UploadPart]) -> AsyncIterator[bytes]:
        for part in parts:
            async for block in self.blobs.read(part.key):
                yield block

    async def _replaced(
        self, closed: Job, upload: ResumableUpload, recording: Recording, *, cancelled: bool
    ) -> Job:
        waited = 0.0
        while (ended := await self._tried(closed, upload, recording, cancelled=cancelled)) is None:
            if waited >= _LOCK_SECONDS:
                raise UploadLockedError
            await self.leases.clock.sleep(_LOOK_SECONDS)
            waited += _LOOK_SECONDS
        return ended

    async def _tried(
        self, closed: Job, upload: ResumableUpload, recording: Recording, *, cancelled: bool
    ) -> Job | None:
        """Queue the job with its recording; None while the upload has a writer."""
        now = self.leases.clock.now()
        ended = closed.recorded(recording)
        async with self.unit_of_work() as uow:
            if not await uow.uploads.remove(upload, now=now):
                return None
            if cancelled:
                ended = ended.cancelled(at=now)
            else:
                await uow.enqueue(JobMessage.of(ended, returning=True))
            await uow.jobs.replace(closed, ended)
            await uow.commit()
        return ended


@dataclass(frozen=True, slots=True)
class EndRecordingOf:
    """End a live recording of the caller."""

    unit_of_work: UnitOfWorkFactory
    end: EndRecording

    async def __call__(self, job_id: JobId, *, caller: User) -> Job:
        """Return the job as it is then, also if its recording has been ended already.

        Raise JobNotFoundError; IllegalTransitionError for a job that never was live; and what
        EndRecording raises.
        """
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.id)
        if job.live is None:
            raise IllegalTransitionError(job.status, "ended as a live recording")
        return await self.end(job) if job.is_live else job
