"""Transcripts as they are to be read: what was heard, and what people made of it."""

from collections.abc import AsyncIterator, Collection, Mapping

from application.ports.unit_of_work import UnitOfWork
from domain.correction import Line
from domain.job import JobId


async def lines(uow: UnitOfWork, job_id: JobId) -> AsyncIterator[Line]:
    """Read a transcript with its corrections side by side; neither is ever held whole."""
    corrections = uow.corrections.of(job_id)
    correction = await anext(corrections, None)
    index = 0
    async for segment in uow.passages.segments(job_id):
        if correction is not None and correction.index == index:
            yield Line(index, segment, correction)
            correction = await anext(corrections, None)
        else:
            yield Line(index, segment)
        index += 1


async def texts(uow: UnitOfWork, job_ids: Collection[JobId]) -> Mapping[JobId, str]:
    """Give the words alone, corrected, of each job that has any."""
    heard = dict(await uow.passages.texts(job_ids))
    for job_id in await uow.corrections.corrected(job_ids):
        heard[job_id] = "".join([line.segment.text async for line in lines(uow, job_id)]).strip()
    return heard
