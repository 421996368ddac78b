"""Measure the waveform of a recording once, and keep it."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from application.limits.fair_semaphore import FairSemaphore
from application.ports.blobs import BlobStore
from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory
from application.ports.waveforms import WaveformReader
from application.transcripts.stored_waveforms import read, waveform_key_of, written
from application.watching.watch_pace import within
from domain.errors.capacity import BlobNotFoundError, DatabaseUnavailableError, WaveformTooSlowError
from domain.errors.kinds import UnavailableError
from domain.job import BlobKey, Job, JobId
from domain.user import User
from domain.waveform import Waveform

LOOK_EVERY: Final = 2.0  # seconds between two checks that the job still exists


@dataclass(slots=True)
class _Look:
    """One running measurement, and how many callers wait for it."""

    task: asyncio.Task[Waveform]
    askers: int = 0


@dataclass(frozen=True, slots=True)
class DrawWaveform:
    """Measure the waveform of a job's recording once, and store it beside the recording.

    Callers who ask at the same time share one measurement. It stops when the last of them leaves,
    when the job is deleted, or after `limit_seconds`. Users take turns, with one measurement each.
    """

    unit_of_work: UnitOfWorkFactory
    blobs: BlobStore
    waveforms: WaveformReader
    clock: Clock
    places: FairSemaphore
    limit_seconds: float = 900.0
    _looks: dict[BlobKey, _Look] = field(default_factory=dict, init=False)

    async def __call__(self, job_id: JobId, *, caller: User) -> Waveform:
        """Raise JobNotFoundError, BlobNotFoundError, UnsupportedAudioError, UnavailableError."""
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.id)
        kept = await self._kept(job.recording.key)
        return kept if kept is not None else await self._shared(job)

    async def _kept(self, key: BlobKey) -> Waveform | None:
        try:
            pieces = [piece async for piece in self.blobs.read(waveform_key_of(key))]
            return read(b"".join(pieces))
        except (BlobNotFoundError, ValueError):
            return None

    async def _shared(self, job: Job) -> Waveform:
        key = job.recording.key
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = _Look(asyncio.create_task(self._drawn(job), name="waveform"))
            look.task.add_done_callback(_see)
        look.askers += 1
        try:
            return await asyncio.shield(look.task)
        finally:
            look.askers -= 1
            if not look.askers:
                del self._looks[key]  # the next caller starts a new measurement
                look.task.cancel()

    async def _drawn(self, job: Job) -> Waveform:
        async with self.places.place(job.owner):
            waveform = await self._measured(job)
        with suppress(UnavailableError):  # if the storage is full, it is measured again next time
            await self.blobs.write(waveform_key_of(job.recording.key), _once(written(waveform)))
        return waveform

    async def _measured(self, job: Job) -> Waveform:
        measure = self.waveforms.measure(job.recording.key, job.options.track)
        measuring = asyncio.create_task(measure)
        try:
            for _ in range(math.ceil(self.limit_seconds / LOOK_EVERY)):
                if await within(LOOK_EVERY, _ended(measuring), self.clock):
                    return measuring.result()
                await self._ensure_there(job)
            raise WaveformTooSlowError(self.limit_seconds)
        finally:
            measuring.cancel()
            await asyncio.gather(measuring, return_exceptions=True)

    async def _ensure_there(self, job: Job) -> None:
        """Raise JobNotFoundError once any process has deleted the job."""
        with suppress(DatabaseUnavailableError):
            async with self.unit_of_work() as uow:
                await uow.jobs.get(job.id)


async def _ended(task: asyncio.Task[Waveform]) -> bool:
    await asyncio.wait([task])
    return True


def _see(look: asyncio.Task[Waveform]) -> None:
    """Retrieve the exception, since all callers may have left."""
    if not look.cancelled():
        look.exception()


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
