import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.speaker_repositories import (
    SpeakerEditRepositoryContract,
    SpeakerRepositoryContract,
    VoiceEvidenceRepositoryContract,
)


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
