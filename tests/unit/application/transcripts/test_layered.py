from collections.abc import AsyncIterator, Collection
from dataclasses import replace

import pytest

from application.ports.unit_of_work import UnitOfWork
from application.transcripts import layered
from application.transcripts.layered import LAYERS, Version, lines, texts
from domain.correction import Correction, Line
from domain.job import Job, JobId
from tests.fakes.house import House
from tests.samples import a_job, a_passage


class Shouting:
    """A layer that writes every second line in capitals."""

    async def __call__(
        self, uow: UnitOfWork, job: Job, lines: AsyncIterator[Line]
    ) -> AsyncIterator[Line]:
        del uow, job
        async for line in lines:
            loud = replace(line.heard, text=line.heard.text.upper())
            yield replace(line, heard=loud) if line.index % 2 else line

    async def touched(self, uow: UnitOfWork, job_ids: Collection[JobId]) -> Collection[JobId]:
        del uow
        return job_ids


@pytest.fixture
async def job(house: House) -> Job:
    job = a_job()
    async with house.units() as uow:
        await uow.jobs.add(job)
        for word in ("one", "two", "three"):
            await uow.passages.append(job.id, a_passage(f" {word}"))
        await uow.corrections.keep(job.id, Correction.of(0, "eins", at=house.clock.now()))
        await uow.commit()
    return job


async def read(house: House, job: Job, version: Version) -> list[str]:
    async with house.units() as uow:
        return [line.segment.text.strip() async for line in lines(uow, job, version)]


async def test_what_was_heard_can_be_read_without_any_layer(house: House, job: Job) -> None:
    assert await read(house, job, Version.ORIGINAL) == ["one", "two", "three"]


async def test_a_correction_lies_over_what_was_heard(house: House, job: Job) -> None:
    assert await read(house, job, Version.CORRECTED) == ["eins", "two", "three"]


async def test_layers_lie_over_each_other(
    house: House, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = {**LAYERS, Version.CORRECTED: (*LAYERS[Version.CORRECTED], Shouting())}
    monkeypatch.setattr(layered, "LAYERS", layers)
    assert await read(house, job, Version.CORRECTED) == ["eins", "TWO", "three"]
    async with house.units() as uow:
        assert await texts(uow, [job]) == {job.id: "eins TWO three"}


async def test_texts_have_all_layers(house: House, job: Job) -> None:
    async with house.units() as uow:
        assert await texts(uow, [job]) == {job.id: "eins two three"}
