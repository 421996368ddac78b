"""Show me what the recording looks like."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

from application.pictures import picture_of, read, written
from application.ports.blobs import BlobStore
from application.ports.unit_of_work import UnitOfWorkFactory
from application.ports.waveforms import WaveformReader
from domain.errors import BlobNotFoundError, UnavailableError
from domain.job import BlobKey, JobId
from domain.user import User
from domain.waveform import Waveform


@dataclass(frozen=True, slots=True)
class DrawWaveform:
    """Measure the recording of a job of the caller's once, and keep the picture beside it.

    Many who ask at the same time share one look; it goes on when they leave, for who comes next.
    """

    unit_of_work: UnitOfWorkFactory
    blobs: BlobStore
    waveforms: WaveformReader
    _looks: dict[BlobKey, asyncio.Task[Waveform]] = field(default_factory=dict, init=False)

    async def __call__(self, job_id: JobId, *, caller: User) -> Waveform:
        """Raise JobNotFoundError, BlobNotFoundError, UnsupportedAudioError, UnavailableError."""
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.id)
        key = job.recording.key
        kept = await self._kept(key)
        return kept if kept is not None else await asyncio.shield(self._look(key))

    async def _kept(self, key: BlobKey) -> Waveform | None:
        try:
            pieces = [piece async for piece in self.blobs.read(picture_of(key))]
            return read(b"".join(pieces))
        except (BlobNotFoundError, ValueError):
            return None

    def _look(self, key: BlobKey) -> asyncio.Task[Waveform]:
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = asyncio.create_task(self._drawn(key), name="draw-waveform")
            look.add_done_callback(lambda task: self._done(key, task))
        return look

    def _done(self, key: BlobKey, look: asyncio.Task[Waveform]) -> None:
        del self._looks[key]
        if not look.cancelled():
            look.exception()  # seen, also where everybody left who would be told

    async def _drawn(self, key: BlobKey) -> Waveform:
        waveform = await self.waveforms.measure(key)
        with suppress(UnavailableError):  # without room it is measured again
            await self.blobs.write(picture_of(key), _once(written(waveform)))
        return waveform


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
