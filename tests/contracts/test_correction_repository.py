import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.correction_repository import CorrectionRepositoryContract


class TestMemoryCorrectionRepository(CorrectionRepositoryContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlCorrectionRepositoryOnSqlite(CorrectionRepositoryContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlCorrectionRepositoryOnPostgres(CorrectionRepositoryContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
