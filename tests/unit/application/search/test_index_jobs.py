"""Completed jobs come into the search index, with what users have corrected until then."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from typing_extensions import override

from application.ports.search_index import SearchDocument, SearchQuery
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.search.index_jobs import IndexJobs
from application.search.search_recordings import SearchRecordings
from application.transcripts.correct_segment import CorrectSegment, WithdrawCorrection
from domain.errors.capacity import DatabaseUnavailableError
from domain.job import Job, JobStatus
from domain.search.query import read_query
from domain.speaker_assignment import Part
from domain.speakers import Speaker
from domain.transcript import Passage, Segment, Word
from tests.fakes.house import EPOCH, House
from tests.memory.database import MemoryTransaction
from tests.memory.search_index import MemorySearchIndex
from tests.memory.unit_of_work import MemoryUnitOfWork
from tests.samples import a_job, a_passage

TWO = Passage((Segment(0.0, 1.0, " wun"), Segment(1.0, 2.0, " two")), 2.0)
THREE = Passage((Segment(2.0, 3.0, " three"),), 3.0)


class RefusingIndex(MemorySearchIndex):
    """Raises an error when certain jobs are to be kept."""

    def __init__(
        self, transaction: MemoryTransaction, refused: Sequence[Job], error: Exception
    ) -> None:
        super().__init__(transaction)
        self._refused = [job.id for job in refused]
        self._error = error

    @override
    async def keep(self, job: Job, documents: Sequence[SearchDocument]) -> None:
        if job.id in self._refused:
            raise self._error
        await super().keep(job, documents)


class Refusing(MemoryUnitOfWork):
    """A transaction whose search index refuses certain jobs."""

    def __init__(self, house: House, *refused: Job, error: Exception | None = None) -> None:
        super().__init__(house.database, house.queue)
        too_large = ValueError("This is too large.")
        self._search = RefusingIndex(self._transaction, refused, error or too_large)


async def completed(
    house: House, *passages: Passage, completed_after: float = 0, **changes: object
) -> Job:
    at = EPOCH + timedelta(seconds=completed_after)
    job = a_job(owner=house.ada.id, status=JobStatus.COMPLETED, completed_at=at, **changes)
    async with house.units() as uow:
        await uow.jobs.add(job)
        for passage in passages:
            await uow.passages.append(job.id, passage)
        await uow.commit()
    return job


async def found(house: House, text: str) -> list[int]:
    query = SearchQuery(house.ada.id, read_query(text))
    hits = await SearchRecordings(house.units, house.clock)(query)
    return [hit.segment for hit in hits.hits]


async def correct(house: House, job: Job, index: int, text: str) -> None:
    cache = house.job_cache()
    correcting = CorrectSegment(house.units, cache, house.clock)
    await correcting(job.id, index, text, caller=house.ada)


async def test_a_completed_job_is_found_once_it_is_indexed(house: House) -> None:
    await completed(house, TWO, THREE)
    assert await found(house, "three") == []
    assert await IndexJobs(house.units)() == 1
    assert await found(house, "three") == [2]
    assert await IndexJobs(house.units)() == 0


async def test_a_job_that_has_not_completed_is_not_indexed(house: House) -> None:
    async with house.units() as uow:
        for status in (JobStatus.QUEUED, JobStatus.CANCELLED, JobStatus.FAILED):
            job = a_job(owner=house.ada.id, status=status)
            await uow.jobs.add(job)
            await uow.passages.append(job.id, a_passage(" three"))
        await uow.commit()
    assert await IndexJobs(house.units)() == 0
    assert await found(house, "three") == []


async def test_corrections_from_before_it_are_indexed(house: House) -> None:
    job = await completed(house, TWO, THREE)
    await correct(house, job, 0, "one")
    await IndexJobs(house.units)()
    assert await found(house, "one") == [0]
    assert await found(house, "wun") == []


async def test_later_corrections_are_found_at_once_and_so_is_their_withdrawal(
    house: House,
) -> None:
    job = await completed(house, TWO, THREE)
    await IndexJobs(house.units)()
    await correct(house, job, 0, "one")
    assert (await found(house, "one"), await found(house, "wun")) == ([0], [])
    cache = house.job_cache()
    await WithdrawCorrection(house.units, cache)(job.id, 0, caller=house.ada)
    assert (await found(house, "one"), await found(house, "wun")) == ([], [0])


async def test_segments_that_are_divided_among_speakers_are_counted_as_readers_count_them(
    house: House,
) -> None:
    words = Word(0.0, 1.0, " who?", 0.9), Word(1.0, 2.0, " me", 0.9)
    dialog = Passage((Segment(0.0, 2.0, " who? me", words=words),), 2.0)
    speakers = Speaker("A", 1.0), Speaker("B", 2.0)
    job = await completed(house, dialog, THREE, speakers=speakers)
    async with house.units() as uow:
        parts = (Part(0, "A"), Part(1, "B")), (Part(0, "B"),)
        await uow.speakers.keep(job.id, [], parts)
        await uow.commit()
    await correct(house, job, 1, "it is me")
    await IndexJobs(house.units)()
    assert [await found(house, text) for text in ("who", "it is", "three")] == [[0], [1], [2]]


async def test_many_jobs_are_indexed_up_to_the_most_of_one_call(house: House) -> None:
    for _ in range(5):
        await completed(house, THREE)
    index = IndexJobs(house.units, page=2, most=4)
    assert [await index() for _ in range(3)] == [4, 1, 0]
    assert await found(house, "three") == [0] * 5


async def test_a_job_that_cannot_be_indexed_is_reported_once_and_holds_up_no_other(
    house: House,
) -> None:
    older = [await completed(house, THREE) for _ in range(3)]
    bad = await completed(house, TWO, completed_after=60)
    index = IndexJobs(lambda: Refusing(house, bad), page=1)
    with pytest.raises(ExceptionGroup) as raised:
        await index()
    (error,) = raised.value.exceptions
    assert str(bad.id) in error.__notes__[0]
    assert await found(house, "three") == [0] * len(older)
    assert await index() == 0


async def test_of_many_jobs_that_cannot_be_indexed_a_bounded_number_is_kept_in_mind(
    house: House,
) -> None:
    bad = [await completed(house, TWO) for _ in range(3)]
    index = IndexJobs(lambda: Refusing(house, *bad), page=1, most=3, most_failed=2)
    with pytest.raises(ExceptionGroup):
        await index()
    assert len(index.failed) == 2


async def test_indexing_is_put_off_while_the_database_does_not_answer(house: House) -> None:
    job = await completed(house, TWO)
    index = IndexJobs(lambda: Refusing(house, job, error=DatabaseUnavailableError()))
    with pytest.raises(DatabaseUnavailableError):
        await index()
    assert not index.failed


@pytest.mark.parametrize("meanwhile", ["corrected", "indexed", "deleted"])
async def test_what_happens_while_the_transcript_is_read_is_not_lost(
    house: House, meanwhile: str
) -> None:
    job = await completed(house, TWO)

    async def change() -> None:
        if meanwhile == "corrected":
            await correct(house, job, 0, "one")
        elif meanwhile == "indexed":
            await IndexJobs(house.units)()
        else:
            async with house.units() as uow:
                await uow.jobs.delete(job)
                await uow.commit()

    await IndexJobs(_before_third(house.units, change))()
    expected = {"corrected": [0], "indexed": [], "deleted": []}[meanwhile]
    assert await found(house, "one") == expected
    assert await found(house, "two") == ([] if meanwhile == "deleted" else [1])


def _before_third(units: UnitOfWorkFactory, change: Callable[..., object]) -> UnitOfWorkFactory:
    """Make units of work, the third of which finds the change made."""

    class Late:
        def __init__(self) -> None:
            self.inner = units()

        async def __aenter__(self) -> UnitOfWork:
            await change()  # type: ignore[misc]  # a coroutine
            return await self.inner.__aenter__()

        async def __aexit__(self, *told: object) -> None:
            await self.inner.__aexit__(*told)  # type: ignore[arg-type]  # as they came

    made = []

    def make() -> UnitOfWork:
        made.append(1)
        return Late() if len(made) == 3 else units()  # type: ignore[return-value]  # entered at once

    return make
