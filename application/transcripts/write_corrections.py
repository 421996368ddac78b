"""Store and withdraw corrections, in the search index as well."""

from collections.abc import Mapping, Sequence

from application.ports.unit_of_work import UnitOfWork
from domain.correction import Correction
from domain.job import JobId


async def write_corrections(
    uow: UnitOfWork,
    job_id: JobId,
    kept: Sequence[Correction] = (),
    withdrawn: Mapping[int, str] | None = None,
) -> None:
    """Keep some corrections and withdraw others; `withdrawn` gives the text heard, by index.

    Raises StaleJobError if the job is gone, or somebody corrects a segment at this moment.
    """
    heard = withdrawn or {}
    searchable = await uow.search.hold(job_id)
    for index in heard:
        await uow.corrections.withdraw(job_id, index)
    for correction in kept:
        await uow.corrections.keep(job_id, correction)
    if searchable:
        texts = {correction.index: correction.text for correction in kept}
        await uow.search.amend(job_id, {**heard, **texts})
