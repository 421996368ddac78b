"""What every PassageRepository promises."""

from uuid import uuid4

import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.jobs import JobNotFoundError, StaleJobError
from domain.job import Job, JobId, JobStatus, Live
from domain.transcript import Cut, Gap, Passage, Segment, Word
from tests.contracts.job_repository import keep
from tests.samples import a_job, a_passage

FULL = Passage(
    segments=(
        Segment(0.1, 2.5, " Ära - 会議 🎙️"),
        Segment(
            start=1 / 3,
            end=30.0,
            text=" two",
            tokens=(50364, 1, 2),
            temperature=0.4,
            avg_logprob=-0.123456789,
            compression_ratio=1.1,
            no_speech_prob=1e-300,
            words=(Word(0.0, 0.5, " tw", 0.25), Word(0.5, 1.0, "o", 1.0)),
        ),
        Segment(30.0, 31.0, "", words=()),
    ),
    position=36_000.000001,
    gaps=(Gap(31.0, 33.5), Gap(1 / 3, 35_999.9)),
    cuts=(Cut(34.0, 35.5, ' again "äh" 🎙️ again'),),
)


async def a_kept_job(units: UnitOfWorkFactory, *passages: Passage) -> Job:
    job = a_job()
    await keep(units, job)
    for passage in passages:
        await append(units, job, passage)
    return job


async def append(units: UnitOfWorkFactory, job: Job, passage: Passage) -> None:
    async with units() as uow:
        await uow.passages.append(job.id, passage)
        await uow.commit()


async def gaps(units: UnitOfWorkFactory, job: Job) -> list[Gap]:
    async with units() as uow:
        return [gap async for gap in uow.passages.gaps(job.id)]


async def cuts(units: UnitOfWorkFactory, job: Job) -> list[Cut]:
    async with units() as uow:
        return [cut async for cut in uow.passages.cuts(job.id)]


async def segments(units: UnitOfWorkFactory, job: Job) -> list[Segment]:
    async with units() as uow:
        return [segment async for segment in uow.passages.segments(job.id)]


class PassageRepositoryContract:
    async def test_drafts_are_kept_apart_until_the_job_is_completed(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = a_job(live=Live.RECORDED, status=JobStatus.PROCESSING)
        await keep(units, job)
        async with units() as uow:
            await uow.drafts.append(job.id, FULL)
            await uow.commit()
        await append(units, job, a_passage("heard again"))
        async with units() as uow:
            assert await uow.drafts.last(job.id) == FULL
            assert await uow.passages.texts([job.id]) == {job.id: "heard again"}
            done = job.completed(at=job.created_at, duration_seconds=1.0)
            await uow.jobs.replace(job, done)
            assert await uow.drafts.last(job.id) is None
            assert await uow.passages.texts([job.id]) == {job.id: "heard again"}

    async def test_a_passage_comes_back_as_it_was(self, units: UnitOfWorkFactory) -> None:
        job = await a_kept_job(units, FULL)
        async with units() as uow:
            assert await uow.passages.last(job.id) == FULL
        assert await segments(units, job) == list(FULL.segments)
        assert await gaps(units, job) == list(FULL.gaps)
        assert await cuts(units, job) == list(FULL.cuts)

    async def test_gaps_and_cuts_of_a_long_transcript_are_read_in_order(
        self, units: UnitOfWorkFactory
    ) -> None:
        job, other = await a_kept_job(units), await a_kept_job(units, FULL)
        expected = [Gap(float(n), n + 0.5) for n in range(0, 200, 2)]
        async with units() as uow:
            for n in range(200):
                odd = n % 2
                await uow.passages.append(
                    job.id,
                    Passage(
                        segments=(),
                        position=n + 1.0,
                        gaps=() if odd else (Gap(float(n), n + 0.5),),
                        cuts=(Cut(float(n), n + 0.5, f" {n}"),) if odd else (),
                    ),
                )
            await uow.commit()
        assert await gaps(units, job) == expected
        assert [cut.text for cut in await cuts(units, job)] == [f" {n}" for n in range(1, 200, 2)]
        assert await gaps(units, other) == list(FULL.gaps)

    async def test_before_the_first_passage_there_is_nothing(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = await a_kept_job(units)
        async with units() as uow:
            assert await uow.passages.last(job.id) is None
            assert await uow.passages.texts([job.id]) == {}
        assert await segments(units, job) == []

    async def test_the_last_passage_is_the_one_that_came_last(
        self, units: UnitOfWorkFactory
    ) -> None:
        passages = [a_passage(f" {n}", start=n, end=n + 1) for n in range(12)]
        job = await a_kept_job(units, *passages)
        async with units() as uow:
            assert await uow.passages.last(job.id) == passages[-1]

    async def test_a_passage_of_silence_counts_too(self, units: UnitOfWorkFactory) -> None:
        silence = Passage(segments=(), position=30.0)
        job = await a_kept_job(units, a_passage(" one"), silence)
        async with units() as uow:
            assert await uow.passages.last(job.id) == silence
            assert await uow.passages.texts([job.id]) == {job.id: "one"}

    async def test_long_transcripts_are_read_in_order(self, units: UnitOfWorkFactory) -> None:
        job = await a_kept_job(units)
        async with units() as uow:
            for n in range(100):
                await uow.passages.append(job.id, a_passage(f" {n}", start=n, end=n + 1))
            await uow.commit()
        assert [segment.text for segment in await segments(units, job)] == [
            f" {n}" for n in range(100)
        ]

    async def test_uncommitted_passages_are_read_by_who_wrote_them(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = await a_kept_job(units)
        async with units() as uow:
            for n in range(40):
                await uow.passages.append(job.id, a_passage(f" {n}"))
            read = [segment.text async for segment in uow.passages.segments(job.id)]
            await uow.commit()
        assert read == [f" {n}" for n in range(40)]
        assert len(await segments(units, job)) == 40

    async def test_what_lies_behind_a_moment_can_be_read_alone(
        self, units: UnitOfWorkFactory
    ) -> None:
        passages = [a_passage(f" {n}", start=float(n), end=n + 1.0) for n in range(40)]
        job = await a_kept_job(units, *passages)
        async with units() as uow:
            behind = {
                position: [passage async for passage in uow.passages.behind(job.id, position)]
                for position in (0.0, 1.0, 1.5, 39.5, 40.0)
            }
        assert behind[0.0] == passages
        assert behind[1.0] == behind[1.5] == passages[1:]
        assert behind[39.5] == passages[39:]
        assert behind[40.0] == []

    async def test_texts_are_those_of_the_jobs_asked_for(self, units: UnitOfWorkFactory) -> None:
        one = await a_kept_job(units, a_passage(" one"), a_passage(" two "))
        other = await a_kept_job(units, a_passage(" three"))
        await a_kept_job(units, a_passage(" not asked for"))
        async with units() as uow:
            texts = await uow.passages.texts([one.id, other.id, JobId(uuid4())])
            assert texts == {one.id: "one two", other.id: "three"}
            assert await uow.passages.texts([]) == {}

    async def test_a_job_that_is_gone_takes_no_passage(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            with pytest.raises(StaleJobError):
                await uow.passages.append(JobId(uuid4()), a_passage(" one"))

    async def test_what_is_read_slowly_keeps_nobody_from_writing(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = await a_kept_job(units, a_passage(" one"))
        async with units() as uow:
            reading = uow.passages.segments(job.id)
            await anext(reading)
            await append(units, job, a_passage(" two"))
            assert [segment.text async for segment in reading] in ([], [" two"])
        assert [segment.text for segment in await segments(units, job)] == [" one", " two"]

    async def test_a_copy_is_whole_and_stands_by_itself(self, units: UnitOfWorkFactory) -> None:
        source, target = await a_kept_job(units, FULL, a_passage(" two")), await a_kept_job(units)
        async with units() as uow:
            await uow.passages.copy(source.id, target.id)
            await uow.commit()
        spoken = await segments(units, source)
        await append(units, source, a_passage(" three"))
        async with units() as uow:
            await uow.jobs.delete(source)
            await uow.commit()
        assert await segments(units, target) == spoken
        assert await gaps(units, target) == list(FULL.gaps)
        assert await cuts(units, target) == list(FULL.cuts)
        await append(units, target, a_passage(" four"))
        assert len(await segments(units, target)) == len(spoken) + 1

    async def test_a_copy_of_no_passages_is_empty(self, units: UnitOfWorkFactory) -> None:
        source, target = await a_kept_job(units), await a_kept_job(units)
        async with units() as uow:
            await uow.passages.copy(source.id, target.id)
            await uow.commit()
        assert await segments(units, target) == []

    async def test_what_is_gone_cannot_be_copied(self, units: UnitOfWorkFactory) -> None:
        target = await a_kept_job(units)
        async with units() as uow:
            with pytest.raises(JobNotFoundError):
                await uow.passages.copy(a_job().id, target.id)
