"""Searching leaves the event loop to others, and stops in time."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from typing_extensions import override

from application.ports.search_index import SearchDocument, SearchQuery, SpokenText
from application.search.search_recordings import SearchRecordings
from domain.job import JobStatus
from domain.search.query import read_query
from tests.fakes.house import EPOCH, House
from tests.memory.clock import MemoryClock
from tests.samples import a_job


class Watched(tuple[SpokenText, ...]):
    """Segments that note which threads read them."""

    __slots__ = ()
    readers: ClassVar[list[threading.Thread]] = []

    @override
    def __iter__(self) -> Iterator[SpokenText]:
        self.readers.append(threading.current_thread())
        return super().__iter__()


async def test_the_places_to_show_are_found_in_a_thread(house: House) -> None:
    job = a_job(owner=house.ada.id, status=JobStatus.COMPLETED, completed_at=EPOCH)
    segments = Watched((SpokenText(0.0, 1.0, "one"),))
    async with house.units() as uow:
        await uow.jobs.add(job)
        await uow.search.keep(job, [SearchDocument(0, 0, segments)])
        await uow.commit()
    found = await SearchRecordings(house.units, MemoryClock())(
        SearchQuery(house.ada.id, read_query("one"))
    )
    assert [hit.text for hit in found.hits] == ["one"]
    assert segments.readers[-1] is not threading.main_thread()


class TickingClock(MemoryClock):
    """A clock on which each look takes a second."""

    @override
    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


async def keep_passages(house: House, *texts: str) -> None:
    job = a_job(owner=house.ada.id, status=JobStatus.COMPLETED, completed_at=EPOCH)
    documents = [
        SearchDocument(at, at, (SpokenText(0.0, 1.0, text),)) for at, text in enumerate(texts)
    ]
    async with house.units() as uow:
        await uow.jobs.add(job)
        await uow.search.keep(job, documents)
        await uow.commit()


async def test_a_search_that_takes_long_stops_and_says_so(house: House) -> None:
    await keep_passages(house, *("needle" if at in {2, 37} else "hay" for at in range(40)))
    search = SearchRecordings(house.units, TickingClock(), most_seconds=0.5, reach=8)
    query = SearchQuery(house.ada.id, read_query("needle"))
    segments, partial = list[int](), list[bool]()
    while not partial or query.after is not None:
        found = await search(query)
        segments += [hit.segment for hit in found.hits]
        partial.append(found.is_partial)
        query = replace(query, after=found.next_after)
    assert segments == [2, 37]
    assert partial == [True, True, True, True, False]


async def test_a_search_goes_on_step_by_step_while_there_is_time(house: House) -> None:
    await keep_passages(house, *("needle" if at in {2, 37} else "hay" for at in range(40)))
    search = SearchRecordings(house.units, TickingClock(), most_seconds=60.0, reach=8)
    found = await search(SearchQuery(house.ada.id, read_query("needle")))
    assert [hit.segment for hit in found.hits] == [2, 37]
    assert (found.next_after, found.is_partial) == (None, False)


async def test_a_full_page_is_not_partial_though_there_is_no_time_left(house: House) -> None:
    await keep_passages(house, *("needle" for _ in range(40)))
    search = SearchRecordings(house.units, TickingClock(), most_seconds=0.5, reach=8)
    found = await search(SearchQuery(house.ada.id, read_query("needle"), limit=5))
    assert [hit.segment for hit in found.hits] == list(range(5))
    assert (found.next_after is None, found.is_partial) == (False, False)
