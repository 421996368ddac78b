"""What every repository of speakers, of their edits, and of evidence of voices promises."""

from uuid import uuid4

import pytest

from application.ports.diarizer import Listened
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.jobs import StaleJobError
from domain.job import Failure, Job, JobId, Lease, WorkerName
from domain.options import TranscriptionOptions
from domain.speaker_assignment import Part, Parts
from domain.speaker_edits import LabelEdit, Move, SpeakerEdits
from domain.speakers import Speaker, SpeakerTurn
from tests.contracts.job_repository import keep
from tests.memory.clock import MemoryClock
from tests.samples import a_job

NOW = MemoryClock().now()
LEASE = Lease(WorkerName("worker"), NOW)
EVIDENCE = (Listened(60.0, b"\x00one", 0.5), Listened(120.0, b"\xfftwo", 1.0))
TURNS = (SpeakerTurn(0.0, 2.5, "A"), SpeakerTurn(2.0, 4.0, "B"))
PARTS: tuple[Parts, ...] = ((Part(0, "A"), Part(3, "B")), (Part(0, None),))


async def a_diarized_job(units: UnitOfWorkFactory) -> Job:
    job = a_job(options=TranscriptionOptions(diarize=True)).claimed(LEASE, at=NOW)
    await keep(units, job)
    return job


async def listened(units: UnitOfWorkFactory, job: Job) -> Job:
    """Store evidence as an attempt does."""
    async with units() as uow:
        for heard in EVIDENCE:
            job = job.listened_to(heard.share)
            await uow.jobs.renew(job, LEASE)
            await uow.voice_evidence.append(job.id, heard)
        await uow.commit()
    return job


async def evidence_of(units: UnitOfWorkFactory, job: Job) -> list[bytes]:
    async with units() as uow:
        return [evidence async for evidence in uow.voice_evidence.of(job.id)]


async def told_apart(units: UnitOfWorkFactory, job: Job) -> None:
    async with units() as uow:
        await uow.speakers.keep(job.id, TURNS, PARTS)
        await uow.commit()


async def read(
    units: UnitOfWorkFactory, job: Job
) -> tuple[tuple[SpeakerTurn, ...], tuple[Parts, ...]]:
    async with units() as uow:
        turns = tuple([turn async for turn in uow.speakers.turns(job.id)])
        return turns, tuple([parts async for parts in uow.speakers.parts(job.id)])


class VoiceEvidenceRepositoryContract:
    async def test_evidence_is_read_in_its_order_and_says_how_far_it_reaches(
        self, units: UnitOfWorkFactory
    ) -> None:
        job, other = await a_diarized_job(units), await a_diarized_job(units)
        async with units() as uow:
            assert await uow.voice_evidence.position(job.id) == 0.0
        await listened(units, job)
        await listened(units, other)
        assert await evidence_of(units, job) == [heard.evidence for heard in EVIDENCE]
        async with units() as uow:
            assert await uow.voice_evidence.position(job.id) == 120.0
            assert (await uow.jobs.get(job.id)).listened == 1.0

    async def test_much_evidence_is_read_whole(self, units: UnitOfWorkFactory) -> None:
        job = await a_diarized_job(units)
        async with units() as uow:
            for minute in range(100):
                await uow.voice_evidence.append(job.id, Listened(minute * 60.0, bytes([minute])))
            await uow.commit()
        assert await evidence_of(units, job) == [bytes([minute]) for minute in range(100)]

    async def test_it_is_forgotten_in_the_transaction_that_ends_the_job(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = await listened(units, await a_diarized_job(units))
        for ended in (
            job.completed(at=NOW, duration_seconds=1.0),
            job.failed(Failure("broken", "Broken."), at=NOW),
            job.cancelled(at=NOW),
        ):
            async with units() as uow:
                await uow.jobs.replace(job, ended)
                assert [each async for each in uow.voice_evidence.of(job.id)] == []
            assert len(await evidence_of(units, job)) == 2
        async with units() as uow:
            await uow.jobs.replace(job, job.cancelled(at=NOW))
            await uow.commit()
        assert await evidence_of(units, job) == []

    async def test_it_stays_while_the_job_waits_for_another_attempt(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = await listened(units, await a_diarized_job(units))
        async with units() as uow:
            await uow.jobs.replace(job, job.handed_back())
            await uow.commit()
        assert len(await evidence_of(units, job)) == 2

    async def test_a_job_that_is_retried_begins_to_listen_anew(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = await listened(units, await a_diarized_job(units))
        cancelled = job.cancelled(at=NOW)
        async with units() as uow:
            await uow.jobs.replace(job, cancelled)
            await uow.jobs.replace(cancelled, cancelled.retried())
            await uow.commit()
        async with units() as uow:
            assert (await uow.jobs.get(job.id)).listened is None

    async def test_it_is_deleted_with_its_job_or_on_demand(self, units: UnitOfWorkFactory) -> None:
        job = await listened(units, await a_diarized_job(units))
        other = await listened(units, await a_diarized_job(units))
        async with units() as uow:
            await uow.jobs.delete(job)
            await uow.voice_evidence.forget(other.id)
            await uow.voice_evidence.forget(other.id)
            await uow.commit()
        assert await evidence_of(units, job) == await evidence_of(units, other) == []

    async def test_a_job_that_is_gone_takes_none(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            with pytest.raises(StaleJobError):
                await uow.voice_evidence.append(JobId(uuid4()), EVIDENCE[0])

    async def test_the_heard_share_never_goes_back(self, units: UnitOfWorkFactory) -> None:
        job = await a_diarized_job(units)
        async with units() as uow:
            await uow.jobs.renew(job.listened_to(0.5), LEASE)
            await uow.jobs.renew(job.listened_to(0.25), LEASE)
            await uow.commit()
        async with units() as uow:
            assert (await uow.jobs.get(job.id)).listened == 0.5


class SpeakerRepositoryContract:
    async def test_turns_and_parts_come_back_in_their_order(self, units: UnitOfWorkFactory) -> None:
        job, other = await a_diarized_job(units), await a_diarized_job(units)
        await told_apart(units, job)
        assert await read(units, job) == (TURNS, PARTS)
        assert await read(units, other) == ((), ())

    async def test_many_come_back_whole(self, units: UnitOfWorkFactory) -> None:
        job = await a_diarized_job(units)
        turns = tuple(SpeakerTurn(float(n), n + 1.0, "A") for n in range(1_700))
        parts: tuple[Parts, ...] = tuple((Part(0, "A"), Part(n + 1, "B")) for n in range(1_000))
        async with units() as uow:
            await uow.speakers.keep(job.id, turns, parts)
            await uow.commit()
        assert await read(units, job) == (turns, parts)

    async def test_they_are_written_once(self, units: UnitOfWorkFactory) -> None:
        job = await a_diarized_job(units)
        await told_apart(units, job)
        with pytest.raises(StaleJobError):
            await told_apart(units, job)

    async def test_a_job_that_is_gone_takes_none(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            with pytest.raises(StaleJobError):
                await uow.speakers.keep(JobId(uuid4()), TURNS, PARTS)

    async def test_they_are_copied_to_a_job_that_reuses_them(
        self, units: UnitOfWorkFactory
    ) -> None:
        job, copy, none = [await a_diarized_job(units) for _ in range(3)]
        await told_apart(units, job)
        async with units() as uow:
            await uow.speakers.copy(job.id, copy.id)
            await uow.speakers.copy(none.id, copy.id)
            await uow.commit()
        async with units() as uow:
            await uow.jobs.delete(job)
            await uow.commit()
        assert await read(units, copy) == (TURNS, PARTS)
        assert await read(units, job) == ((), ())

    async def test_the_speakers_of_a_job_come_back_with_it(self, units: UnitOfWorkFactory) -> None:
        job = await a_diarized_job(units)
        speakers = (Speaker("A", 2.5), Speaker("B", 2.0))
        done = job.completed(at=NOW, duration_seconds=4.0, speakers=speakers)
        async with units() as uow:
            await uow.jobs.replace(job, done)
            await uow.commit()
        async with units() as uow:
            assert await uow.jobs.get(job.id) == done


class SpeakerEditRepositoryContract:
    async def test_the_edits_of_several_jobs_are_read_at_once(
        self, units: UnitOfWorkFactory
    ) -> None:
        job, other, none = [await a_diarized_job(units) for _ in range(3)]
        anna, merged = LabelEdit("Änna 会"), LabelEdit(None, "A")
        async with units() as uow:
            await uow.speaker_edits.edit(job.id, "A", anna)
            await uow.speaker_edits.edit(job.id, "B", merged)
            await uow.speaker_edits.edit(other.id, "A", merged)
            await uow.commit()
        async with units() as uow:
            assert await uow.speaker_edits.edits([job.id, none.id, JobId(uuid4())]) == {
                job.id: SpeakerEdits({"A": anna, "B": merged})
            }
            assert await uow.speaker_edits.edits([]) == {}

    async def test_a_later_edit_replaces_an_earlier_one_and_an_empty_one_removes_it(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = await a_diarized_job(units)
        async with units() as uow:
            for edit in (LabelEdit("Anna"), LabelEdit("Anne", "B")):
                await uow.speaker_edits.edit(job.id, "A", edit)
            assert (await uow.speaker_edits.edits([job.id]))[job.id].labels == {
                "A": LabelEdit("Anne", "B")
            }
            await uow.speaker_edits.edit(job.id, "A", LabelEdit())
            assert await uow.speaker_edits.edits([job.id]) == {}

    async def test_moves_are_read_in_the_order_of_the_segments(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = await a_diarized_job(units)
        moves = [Move(index, "B") for index in range(1_100)]
        async with units() as uow:
            for move in (Move(3, "A"), *reversed(moves)):
                await uow.speaker_edits.move(job.id, move)
            await uow.speaker_edits.withdraw_move(job.id, 7)
            await uow.speaker_edits.withdraw_move(job.id, 7)
            await uow.commit()
        async with units() as uow:
            read = [move async for move in uow.speaker_edits.moves(job.id)]
        assert read == [*moves[:7], *moves[8:]]

    async def test_all_edits_of_a_job_are_withdrawn_at_once(self, units: UnitOfWorkFactory) -> None:
        job, other = await a_diarized_job(units), await a_diarized_job(units)
        async with units() as uow:
            for each in (job, other):
                await uow.speaker_edits.edit(each.id, "A", LabelEdit("Anna"))
                await uow.speaker_edits.move(each.id, Move(0, "B"))
            await uow.speaker_edits.withdraw_all(job.id)
            await uow.commit()
        async with units() as uow:
            assert list(await uow.speaker_edits.edits([job.id, other.id])) == [other.id]
            assert [move async for move in uow.speaker_edits.moves(job.id)] == []
            assert [move async for move in uow.speaker_edits.moves(other.id)] == [Move(0, "B")]

    async def test_a_job_that_is_gone_takes_none(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            with pytest.raises(StaleJobError):
                await uow.speaker_edits.edit(JobId(uuid4()), "A", LabelEdit("Anna"))
        async with units() as uow:
            with pytest.raises(StaleJobError):
                await uow.speaker_edits.move(JobId(uuid4()), Move(0, "A"))

    async def test_edits_are_deleted_with_their_job(self, units: UnitOfWorkFactory) -> None:
        job = await a_diarized_job(units)
        async with units() as uow:
            await uow.speaker_edits.edit(job.id, "A", LabelEdit("Anna"))
            await uow.speaker_edits.move(job.id, Move(0, "B"))
            await uow.jobs.delete(job)
            await uow.commit()
        async with units() as uow:
            assert await uow.speaker_edits.edits([job.id]) == {}
            assert [move async for move in uow.speaker_edits.moves(job.id)] == []
