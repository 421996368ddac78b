"""Read a transcript as the search index stores it: passages with their corrected segments."""

from collections.abc import Mapping, Sequence

from application.ports.search_index import SearchDocument, SpokenText
from application.ports.unit_of_work import UnitOfWork
from domain.division import Division
from domain.job import Job, JobId

_BEFORE_ALL = -1.0  # seconds


async def documents_of(uow: UnitOfWork, job: Job) -> Sequence[SearchDocument]:
    """Read all passages of a job as the models heard them, divided among its speakers.

    So segments have the indexes that corrections and readers use.
    """
    documents: list[SearchDocument] = []
    division = Division(uow.speakers.parts(job.id) if job.speakers else None)
    first = 0
    async for passage in uow.passages.behind(job.id, _BEFORE_ALL):
        spoken = [
            SpokenText(part.start, part.end, part.text)
            for segment in passage.segments
            for part in await division.of(segment)
        ]
        documents.append(SearchDocument(len(documents), first, tuple(spoken)))
        first += len(spoken)
    return [each for each in documents if each.segments]


async def corrected_texts(uow: UnitOfWork, job_id: JobId) -> Mapping[int, str]:
    """Read the texts of all corrected segments of a job, by their index."""
    return {each.index: each.text async for each in uow.corrections.of(job_id)}
