"""Which database goes with which storage."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest
from typing_extensions import override

from adapters.storage.obstore_blobs import ObstoreBlobStore
from adapters.system.ids import RandomIds
from application.ports.examination import Verdict
from application.ports.installation import InstallationId
from application.ports.repairs import Repair
from application.upkeep.examine_installation import (
    InstallationExamination,
    MissingStorageExamination,
)
from application.upkeep.recognise_storage import MissStorage, RecogniseStorage
from application.upkeep.sweep_blobs import SweepBlobs
from domain.errors.capacity import ForeignStorageError, StorageUnavailableError
from tests.blobs import stored
from tests.fakes.house import House
from tests.memory.installation import ONLY, MemoryStorageMark
from tests.memory.repairs import MemoryRepairs


class Place:
    """A storage, with or without a mark."""

    def __init__(self) -> None:
        self.blobs = ObstoreBlobStore.from_url("memory://")
        self.mark = self.blobs.mark

    async def recording(self) -> None:
        await stored(self.blobs, f"audio/{uuid4()}", b"x")


def a_house() -> House:
    """Make a database that was never marked."""
    house = House()
    house.database.records.installation.clear()
    return house


@pytest.fixture
def house() -> House:
    return a_house()


@pytest.fixture
def place() -> Place:
    return Place()


def recognise(house: House, place: Place, *, lasting: bool = True) -> RecogniseStorage:
    return RecogniseStorage(
        house.units, place.mark, place.blobs, house.clock, RandomIds(), "file:///blobs", lasting
    )


async def settled(house: House, place: Place) -> InstallationId:
    """Start for the first time, make the first admin, and take a job."""
    mark = await recognise(house, place)()
    await house.add_user(house.ada)
    await house.add()
    return mark


async def is_refused(house: House, place: Place, *words: str) -> None:
    before = (dict(house.database.records.installation), await place.mark.read())
    with pytest.raises(ForeignStorageError) as refused:
        await recognise(house, place)()
    for word in (*words, "file:///blobs", "Nothing was changed", "transcriber storage adopt"):
        assert word in str(refused.value)
    assert (house.database.records.installation, await place.mark.read()) == before
    with pytest.raises(ForeignStorageError):
        await InstallationExamination(recognise(house, place)).examine()


async def test_the_first_start_marks_both_and_the_next_finds_it(house: House, place: Place) -> None:
    examination = InstallationExamination(recognise(house, place))
    assert "next start" in (await examination.examine()).words
    mark = await settled(house, place)
    assert await place.mark.read() == mark
    assert house.database.records.installation[ONLY].id == mark
    assert house.database.records.installation[ONLY].stored
    assert await recognise(house, place)() == mark
    finding = await examination.examine()
    assert finding.verdict is Verdict.OK
    assert str(mark) in finding.words


async def test_what_an_older_version_left_is_marked_silently(house: House, place: Place) -> None:
    await house.add_user(house.ada)
    await house.add()
    await place.recording()
    mark = await recognise(house, place)()
    assert await place.mark.read() == mark


async def test_a_new_database_is_refused_at_the_storage_of_another(place: Place) -> None:
    mark = await settled(a_house(), place)
    await is_refused(a_house(), place, str(mark), "this database is new")


async def test_a_new_database_is_refused_at_a_storage_with_recordings_and_no_mark(
    house: House, place: Place
) -> None:
    await place.recording()
    await is_refused(house, place, "holds recordings", "new")


async def test_what_others_keep_in_a_new_storage_does_not_matter(
    house: House, place: Place
) -> None:
    await stored(place.blobs, "audio/prelude.wav", b"x")
    await stored(place.blobs, "else/notes", b"x")
    await recognise(house, place)()


async def test_a_database_without_a_mark_is_refused_at_the_storage_of_another(
    house: House, place: Place
) -> None:
    await settled(a_house(), place)
    await house.add_user(house.ada)
    await house.add()
    await is_refused(house, place, "has no mark and 1 jobs")


async def test_a_database_is_refused_at_the_storage_of_another(house: House, place: Place) -> None:
    mine = await settled(house, Place())
    others = await settled(a_house(), place)
    await is_refused(house, place, str(mine), str(others))


async def test_a_database_with_jobs_is_refused_at_an_empty_storage(
    house: House, place: Place
) -> None:
    await settled(house, Place())
    await is_refused(house, place, "no mark", "audio of 1 jobs", "not mounted?")


async def test_a_database_without_jobs_takes_a_new_storage(house: House, place: Place) -> None:
    mark = await recognise(house, Place())()
    assert await recognise(house, place)() == mark
    assert await place.mark.read() == mark


async def test_a_storage_in_memory_begins_anew_with_each_process(
    house: House, place: Place
) -> None:
    mark = await settled(house, Place())
    assert await recognise(house, place, lasting=False)() == mark


async def test_a_start_that_broke_off_between_the_two_marks_goes_on(
    house: House, place: Place
) -> None:
    claimed = await recognise(house, place)._claimed()
    await house.add_user(house.ada)
    await house.add()  # by a process of an older version, meanwhile
    assert await recognise(house, place)() == claimed.id
    assert house.database.records.installation[ONLY] == replace(claimed, stored=True)


class Away(MemoryStorageMark):
    """A storage that does not answer."""

    @override
    async def read(self) -> InstallationId | None:
        raise StorageUnavailableError


async def test_a_storage_that_does_not_answer_is_expected_to_be_the_one_it_was(
    house: House, place: Place
) -> None:
    start = replace(recognise(house, place), storage=Away())
    with pytest.raises(StorageUnavailableError):
        await start()
    mark = await settled(house, place)
    assert await start() == mark


async def test_processes_that_start_at_once_find_one_mark(house: House, place: Place) -> None:
    starts = (recognise(house, place)() for _ in range(8))
    assert len(set(await asyncio.gather(*starts))) == 1


async def test_of_two_new_installations_that_take_one_storage_at_once_one_is_refused(
    place: Place,
) -> None:
    starts = [recognise(a_house(), place)() for _ in range(2)]
    mine, others = await asyncio.gather(*starts, return_exceptions=True)
    refused = [each for each in (mine, others) if isinstance(each, ForeignStorageError)]
    assert len(refused) == 1
    assert await place.mark.read() in {mine, others}


async def test_who_looks_between_the_two_marks_of_another_looks_again(
    house: House, place: Place
) -> None:
    class Late(MemoryStorageMark):
        """A storage that another process marks just after the database was asked."""

        @override
        async def read(self) -> InstallationId | None:
            if self.found is None:
                self.found = (await recognise(house, place)._claimed()).id
            return self.found

    late = replace(recognise(house, place), storage=Late())
    assert await late() == house.database.records.installation[ONLY].id


async def test_a_storage_is_adopted_and_its_last_owner_is_refused_from_then_on(
    house: House, place: Place
) -> None:
    last = a_house()
    await settled(last, place)
    mark = await recognise(house, place).adopt()
    assert await recognise(house, place)() == mark
    await is_refused(last, place, str(mark))


async def test_an_adopted_storage_is_swept_only_after_the_grace(house: House) -> None:
    place = Place()
    await place.recording()
    repairs = MemoryRepairs()
    await house.clock.advance(10 * 365 * 86_400)  # blobs are dated by the machine
    await recognise(house, place).adopt()
    sweep = SweepBlobs(house.units, place.blobs, place.mark, repairs, house.clock)
    await house.clock.advance(3599)
    assert await sweep() == 0
    await house.clock.advance(1)
    assert await sweep() == 1
    assert repairs.refused == []


@pytest.mark.parametrize("of", ["storage", "database"])
async def test_nothing_is_swept_where_the_marks_differ(house: House, place: Place, of: str) -> None:
    await place.recording()
    repairs = MemoryRepairs()
    await house.clock.advance(10 * 365 * 86_400)
    await recognise(house, place).adopt()
    await house.clock.advance(3600)
    if of == "storage":
        await place.mark.write(InstallationId(uuid4()), over=True)
    else:
        house.database.records.installation.clear()
    assert await SweepBlobs(house.units, place.blobs, place.mark, repairs, house.clock)() == 0
    ((repair, reason),) = repairs.refused
    assert repair is Repair.BLOB_SWEPT
    assert "same mark" in reason


async def test_a_storage_that_is_swapped_during_a_sweep_keeps_what_is_left(house: House) -> None:
    place = Place()
    for _ in range(250):
        await place.recording()
    await house.clock.advance(10 * 365 * 86_400)
    await recognise(house, place).adopt()
    await house.clock.advance(3600)

    class Swapped(MemoryStorageMark):
        looks = 0

        @override
        async def read(self) -> InstallationId | None:
            self.looks += 1
            return await place.mark.read() if self.looks <= 2 else InstallationId(uuid4())

    repairs = MemoryRepairs()
    sweep = SweepBlobs(house.units, place.blobs, Swapped(), repairs, house.clock, most_share=1.0)
    assert await sweep() == 200
    assert len(repairs.refused) == 1


async def test_a_storage_that_is_not_there_is_missed_by_a_database_with_jobs(
    house: House, place: Place
) -> None:
    miss = MissStorage(house.units, "file:///blobs")
    await miss()
    assert (await MissingStorageExamination(miss).examine()).verdict is Verdict.OK
    await settled(house, place)
    with pytest.raises(ForeignStorageError, match="is not there, and this database has 1 jobs"):
        await miss()
