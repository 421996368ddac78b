import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql.delivery import DeliveryAfterCommit
from adapters.sql.unit_of_work import SqlUnitOfWork
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from tests.contracts.speaker_repositories import (
    SpeakerEditRepositoryContract,
    SpeakerRepositoryContract,
    VoiceEvidenceRepositoryContract,
    a_diarized_job,
    evidence_of,
    listened,
)
from tests.memory.clock import MemoryClock
from tests.memory.queue import MemoryJobQueue


class TestMemoryVoiceEvidenceRepository(VoiceEvidenceRepositoryContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlVoiceEvidenceRepositoryOnSqlite(VoiceEvidenceRepositoryContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlVoiceEvidenceRepositoryOnPostgres(VoiceEvidenceRepositoryContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units


class TestMemorySpeakerRepository(SpeakerRepositoryContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlSpeakerRepositoryOnSqlite(SpeakerRepositoryContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlSpeakerRepositoryOnPostgres(SpeakerRepositoryContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units


class TestMemorySpeakerEditRepository(SpeakerEditRepositoryContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlSpeakerEditRepositoryOnSqlite(SpeakerEditRepositoryContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlSpeakerEditRepositoryOnPostgres(SpeakerEditRepositoryContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units


async def test_an_operator_may_keep_the_evidence_until_the_job_is_deleted(
    sqlite_engine: AsyncEngine, queue: MemoryJobQueue, clock: MemoryClock
) -> None:
    def units() -> UnitOfWork:
        delivery = DeliveryAfterCommit(queue)
        return SqlUnitOfWork(sqlite_engine, delivery, clock, keep_voice_evidence=True)

    job = await listened(units, await a_diarized_job(units))
    cancelled = job.cancelled(at=clock.now())
    async with units() as uow:
        await uow.jobs.replace(job, cancelled)
        await uow.commit()
    assert len(await evidence_of(units, job)) == 2
    async with units() as uow:
        await uow.jobs.delete(cancelled)
        await uow.commit()
    assert await evidence_of(units, job) == []
