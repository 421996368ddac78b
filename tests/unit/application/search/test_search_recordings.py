"""Searching leaves the event loop to others while it looks for the places to show."""

import threading
from collections.abc import Iterator
from typing import ClassVar

from typing_extensions import override

from application.ports.search_index import SearchDocument, SearchQuery, SpokenText
from application.search.search_recordings import SearchRecordings
from domain.job import JobStatus
from domain.search.query import read_query
from tests.fakes.house import EPOCH, House
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
    found = await SearchRecordings(house.units)(SearchQuery(house.ada.id, read_query("one")))
    assert [hit.text for hit in found.hits] == ["one"]
    assert segments.readers[-1] is not threading.main_thread()
