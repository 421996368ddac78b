"""What every JobRepository promises of keeping, finding and listing jobs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest

from application.ports.job_filter import JobFilter
from application.ports.jobs import JobQuery
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.jobs import JobNotFoundError, StaleJobError
from domain.job import (
    BlobKey,
    Caveat,
    Failure,
    Job,
    JobId,
    JobStatus,
    Lease,
    Live,
    Recording,
    WorkerName,
)
from domain.labels import Labels
from domain.options import ModelName, Priority, Task, TranscriptionOptions, VoiceActivity
from domain.transcript import DetectedLanguage
from domain.user import UserId
from tests.samples import a_job, a_passage, a_recording

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
ADA, BOB = UserId(uuid4()), UserId(uuid4())
ODD_NAMES = (
    "Ärger über Öl - 100%_wahr\\.wav",
    "会議 録音 🎙️.m4a",
    "ملف صوتي.mp3",
    "",
    " ' OR 1=1; DROP TABLE jobs; --.wav",
    "line\nbreak\ttab.wav",
    "x" * 10_000,
)


async def keep(units: UnitOfWorkFactory, *jobs: Job) -> None:
    async with units() as uow:
        for job in jobs:
            await uow.jobs.add(job)
        await uow.commit()


async def stored(units: UnitOfWorkFactory, job: Job) -> Job:
    async with units() as uow:
        return await uow.jobs.get(job.id)


async def listed(units: UnitOfWorkFactory, query: JobQuery) -> tuple[list[JobId], int]:
    async with units() as uow:
        page = await uow.jobs.page(query)
    return [job.id for job in page.jobs], page.total


def named(filename: str) -> Recording:
    return replace(a_recording(), filename=filename)


def aged(minutes: int, **changes: object) -> Job:
    return a_job(created_at=NEW_YEAR + timedelta(minutes=minutes), **changes)


def a_full_job() -> Job:
    """Make a job with a value of its own in every field."""
    return Job(
        id=JobId(uuid4()),
        owner=ADA,
        recording=Recording(BlobKey("audio/1"), "talk.ogg", 5_000_000_000, "a" * 64, 36_000.125),
        model=ModelName("large-v3-turbo"),
        options=TranscriptionOptions(
            task=Task.TRANSLATE,
            language="de",
            prompt="a\0b \ud800 é",
            hotwords="Ada, Grace",
            temperature=0.2,
            beam_size=1,
            word_timestamps=True,
            condition_on_previous_text=True,
            vad_filter=False,
            voice_activity=VoiceActivity(0.4, 1, 2, 3),
            priority=Priority.HIGH,
        ),
        created_at=datetime(2026, 2, 3, 4, 5, 6, 789_012, tzinfo=UTC),
        status=JobStatus.PROCESSING,
        attempt=3,
        attempts_forgiven=2,
        crashes=3,
        suspected=True,
        lease=Lease(WorkerName("host-1"), datetime(2026, 2, 3, 5, 0, 0, 1, tzinfo=UTC)),
        progress=1 / 3,
        detected=DetectedLanguage("de", 0.987654321),
        started_at=datetime(2026, 2, 3, 4, 6, tzinfo=UTC),
        completed_at=datetime(2026, 2, 3, 4, 7, tzinfo=UTC),
        failure=Failure("audio_unreadable", "Nothing could be read."),
        caveats=(Caveat("skipped", "2 s were skipped."), Caveat("no_speech", "Nobody spoke.")),
        model_revision="0123abcd",
        reused_from=JobId(uuid4()),
        labels=Labels("Mittagessen \N{FORK AND KNIFE}", ("Ärger", "two words"), "line\nline"),
        live=Live.RECORDED,
    )


class JobRepositoryContract:
    async def test_labels_are_replaced_as_a_whole_and_kept_by_everything_else(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = a_job()
        await keep(units, job)
        for labels in (Labels("One", ("a", "b"), "n"), Labels("Two", ("b",)), Labels()):
            async with units() as uow:
                await uow.jobs.label(job, labels)
                await uow.commit()
            assert (await stored(units, job)).labels == labels
        async with units() as uow:
            await uow.jobs.label(job, Labels("Three"))
            await uow.jobs.replace(job, job.cancelled(at=NEW_YEAR))
            await uow.commit()
        assert (await stored(units, job)).labels == Labels("Three")

    async def test_a_job_that_is_gone_takes_no_labels(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            with pytest.raises(StaleJobError):
                await uow.jobs.label(a_job(), Labels("One"))

    async def test_jobs_are_found_by_their_title_their_tags_and_what_is_known_of_them(
        self, units: UnitOfWorkFactory
    ) -> None:
        owner = UserId(uuid4())
        named_one = aged(1, owner=owner, labels=Labels("Über uns", ("Ärger", "x")))
        other = aged(
            2,
            owner=owner,
            model=ModelName("base"),
            recording=a_recording(seconds=60.0),
            detected=DetectedLanguage("de", 0.5),
        )
        await keep(units, named_one, other)
        for query, job in (
            (JobQuery(owner, text="ÜBER"), named_one),
            (JobQuery(owner, filter=JobFilter(tag="ärger")), named_one),
            (JobQuery(owner, filter=JobFilter(longest_seconds=59)), named_one),
            (JobQuery(owner, filter=JobFilter(until=named_one.created_at)), named_one),
            (JobQuery(owner, filter=JobFilter(language="de")), other),
            (JobQuery(owner, filter=JobFilter(model="base")), other),
            (JobQuery(owner, filter=JobFilter(shortest_seconds=60)), other),
            (JobQuery(owner, filter=JobFilter(since=other.created_at)), other),
        ):
            assert await listed(units, query) == ([job.id], 1), query
        assert await listed(units, JobQuery(owner, filter=JobFilter(tag="none"))) == ([], 0)

    async def test_a_job_comes_back_as_it_was(self, units: UnitOfWorkFactory) -> None:
        for job in (a_job(), a_full_job()):
            await keep(units, job)
            assert await stored(units, job) == job

    async def test_a_time_of_any_zone_stays_the_same_moment(self, units: UnitOfWorkFactory) -> None:
        job = a_job(created_at=datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=5.5))))
        await keep(units, job)
        assert (await stored(units, job)).created_at == job.created_at

    @pytest.mark.parametrize("name", ODD_NAMES)
    async def test_any_file_name_comes_back_as_it_was(
        self, units: UnitOfWorkFactory, name: str
    ) -> None:
        job = a_job(recording=named(name))
        await keep(units, job)
        assert (await stored(units, job)).recording.filename == name

    async def test_a_job_that_is_not_there_is_not_found(self, units: UnitOfWorkFactory) -> None:
        with pytest.raises(JobNotFoundError):
            await stored(units, a_job())

    async def test_an_owner_finds_their_own_jobs_only(self, units: UnitOfWorkFactory) -> None:
        job = a_job(owner=ADA)
        await keep(units, job)
        async with units() as uow:
            assert await uow.jobs.owned(job.id, ADA) == job
            with pytest.raises(JobNotFoundError):
                await uow.jobs.owned(job.id, BOB)

    async def test_a_deleted_job_is_gone_with_its_passages(self, units: UnitOfWorkFactory) -> None:
        job, other = a_job(), a_job()
        await keep(units, job, other)
        async with units() as uow:
            for kept in (job, other):
                await uow.passages.append(kept.id, a_passage(" one"))
            await uow.jobs.delete(job)
            await uow.commit()
        async with units() as uow:
            with pytest.raises(JobNotFoundError):
                await uow.jobs.get(job.id)
            assert await uow.passages.texts([job.id, other.id]) == {other.id: "one"}

    async def test_deleting_twice_is_no_error(self, units: UnitOfWorkFactory) -> None:
        job, other = a_job(), a_job()
        await keep(units, job, other)
        for _ in range(2):
            async with units() as uow:
                await uow.jobs.delete(job)
                await uow.commit()
        async with units() as uow:
            with pytest.raises(JobNotFoundError):
                await uow.jobs.get(job.id)
            assert await uow.jobs.get(other.id) == other

    async def test_deleting_a_job_that_never_was_is_no_error(
        self, units: UnitOfWorkFactory
    ) -> None:
        async with units() as uow:
            await uow.jobs.delete(a_job())
            await uow.commit()

    async def test_a_job_is_replaced_whole(self, units: UnitOfWorkFactory) -> None:
        before = a_job()
        after = replace(a_full_job(), id=before.id, labels=before.labels)
        await keep(units, before)
        async with units() as uow:
            await uow.jobs.replace(before, after)
            await uow.commit()
        assert await stored(units, before) == after

    async def test_a_job_that_is_gone_cannot_be_replaced(self, units: UnitOfWorkFactory) -> None:
        job = a_job()
        async with units() as uow:
            with pytest.raises(StaleJobError):
                await uow.jobs.replace(job, job.cancelled(at=NEW_YEAR))

    async def test_a_transaction_sees_its_own_writes(self, units: UnitOfWorkFactory) -> None:
        job = a_job()
        async with units() as uow:
            await uow.jobs.add(job)
            assert await uow.jobs.get(job.id) == job
            cancelled = job.cancelled(at=NEW_YEAR)
            await uow.jobs.replace(job, cancelled)
            assert await uow.jobs.get(job.id) == cancelled

    async def test_unfinished_jobs_are_listed_oldest_first(self, units: UnitOfWorkFactory) -> None:
        jobs = [aged(3), aged(1, status=JobStatus.PROCESSING), aged(2)]
        ended = [status for status in JobStatus if status.ended]
        await keep(units, *jobs, *(aged(0, status=status) for status in ended))
        async with units() as uow:
            found = await uow.jobs.unfinished()
        assert list(found) == [jobs[1], jobs[2], jobs[0]]


class JobPageContract:
    async def test_pages_go_from_new_to_old_and_miss_none(self, units: UnitOfWorkFactory) -> None:
        jobs = [aged(minute, owner=ADA) for minute in (2, 5, 1, 4, 3)]
        await keep(units, *jobs, aged(9, owner=BOB))
        newest_first = [job.id for job in sorted(jobs, key=lambda job: job.created_at)][::-1]
        for skip in range(7):
            page = await listed(units, JobQuery(ADA, skip=skip, limit=2))
            assert page == (newest_first[skip : skip + 2], 5)

    async def test_jobs_of_one_moment_have_an_order_too(self, units: UnitOfWorkFactory) -> None:
        jobs = [aged(0, owner=ADA, id=JobId(UUID(int=number))) for number in (2, 3, 1)]
        await keep(units, *jobs)
        found, _ = await listed(units, JobQuery(ADA))
        assert found == [JobId(UUID(int=number)) for number in (3, 2, 1)]

    async def test_a_status_can_be_asked_for(self, units: UnitOfWorkFactory) -> None:
        jobs = {status: aged(0, owner=ADA, status=status) for status in JobStatus}
        await keep(units, *jobs.values(), aged(1, owner=BOB))
        for status, job in jobs.items():
            assert await listed(units, JobQuery(ADA, status=status)) == ([job.id], 1)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("ärger", {0}),
            ("STRASSE", {1}),
            ("100%", {0}),
            ("%", {0}),
            ("_", {0}),
            ("\\", {0}),
            (".WAV", {0, 1}),
            ("", {0, 1, 2}),
            ("録音", {2}),
            ("a\0b", set()),
        ],
    )
    async def test_a_part_of_the_file_name_finds_it_in_any_case(
        self, units: UnitOfWorkFactory, text: str, found: set[int]
    ) -> None:
        names = ("ÄRGER 100%_\\.wav", "Hauptstraße.Wav", "会議録音.m4a")
        jobs = [aged(0, owner=ADA, recording=named(name)) for name in names]
        await keep(units, *jobs)
        ids, total = await listed(units, JobQuery(ADA, text=text))
        assert set(ids) == {jobs[number].id for number in found}
        assert total == len(found)

    async def test_nobody_gets_an_empty_page(self, units: UnitOfWorkFactory) -> None:
        assert await listed(units, JobQuery(ADA)) == ([], 0)
