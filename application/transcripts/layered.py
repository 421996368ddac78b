"""Read a transcript as layers: what was heard, and what was laid over it since.

Each layer is a table of its own that refers to segments by their place. Layers are merged while
the transcript is streamed, so none is ever held whole, and each can be withdrawn.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Final, Protocol

from application.ports.unit_of_work import UnitOfWork
from domain.correction import Line
from domain.job import JobId


class Version(StrEnum):
    """Which version of a transcript is read: with corrections, or as the model heard it."""

    CORRECTED = "corrected"
    ORIGINAL = "original"


class Layer(Protocol):
    """Something that is laid over what was heard."""

    def __call__(
        self, uow: UnitOfWork, job_id: JobId, lines: AsyncIterator[Line]
    ) -> AsyncIterator[Line]:
        """Yield every line in order, with what this layer adds to it."""

    async def touched(self, uow: UnitOfWork, job_ids: Collection[JobId]) -> Collection[JobId]:
        """Give those of the jobs whose text this layer changes."""


class Corrections:
    """The layer of corrections by users."""

    async def __call__(
        self, uow: UnitOfWork, job_id: JobId, lines: AsyncIterator[Line]
    ) -> AsyncIterator[Line]:
        """Lay the corrections over the lines; both come in the order of the segments."""
        corrections = uow.corrections.of(job_id)
        correction = await anext(corrections, None)
        async for line in lines:
            if correction is not None and correction.index == line.index:
                yield replace(line, correction=correction)
                correction = await anext(corrections, None)
            else:
                yield line

    async def touched(self, uow: UnitOfWork, job_ids: Collection[JobId]) -> Collection[JobId]:
        """Give the jobs that have a correction."""
        return await uow.corrections.corrected(job_ids)


# In the order in which they are laid over each other.
LAYERS: Final[Mapping[Version, Sequence[Layer]]] = {
    Version.ORIGINAL: (),
    Version.CORRECTED: (Corrections(),),
}


def lines(
    uow: UnitOfWork, job_id: JobId, version: Version = Version.CORRECTED
) -> AsyncIterator[Line]:
    """Read the lines of a transcript in order, with all layers of a version."""
    read = _heard(uow, job_id)
    for layer in LAYERS[version]:
        read = layer(uow, job_id, read)
    return read


async def texts(uow: UnitOfWork, job_ids: Collection[JobId]) -> Mapping[JobId, str]:
    """Give the words alone, with all layers, of each job that has any.

    A job that no layer touches is read in one statement with the others.
    """
    heard = dict(await uow.passages.texts(job_ids))
    touched = {
        job_id
        for layer in LAYERS[Version.CORRECTED]
        for job_id in await layer.touched(uow, job_ids)
    }
    for job_id in touched:
        heard[job_id] = "".join([line.segment.text async for line in lines(uow, job_id)]).strip()
    return heard


async def _heard(uow: UnitOfWork, job_id: JobId) -> AsyncIterator[Line]:
    index = 0
    async for segment in uow.passages.segments(job_id):
        yield Line(index, segment)
        index += 1
