"""Read a transcript as the search index stores it: passages with their corrected segments."""

from collections.abc import Mapping, Sequence

from application.ports.search_index import SearchDocument, SpokenText
from application.ports.unit_of_work import UnitOfWork
from domain.job import JobId
from domain.transcript import Passage

_BEFORE_ALL = -1.0  # seconds


async def documents_of(uow: UnitOfWork, job_id: JobId) -> Sequence[SearchDocument]:
    """Read all passages of a job as the model heard them."""
    documents: list[SearchDocument] = []
    first = 0
    async for passage in uow.passages.behind(job_id, _BEFORE_ALL):
        documents.append(SearchDocument(len(documents), first, _spoken(passage)))
        first += len(passage.segments)
    return [each for each in documents if each.segments]


async def corrected_texts(uow: UnitOfWork, job_id: JobId) -> Mapping[int, str]:
    """Read the texts of all corrected segments of a job, by their index."""
    return {each.index: each.text async for each in uow.corrections.of(job_id)}


def _spoken(passage: Passage) -> tuple[SpokenText, ...]:
    return tuple(SpokenText(each.start, each.end, each.text) for each in passage.segments)
