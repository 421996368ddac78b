import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.passage_repository import PassageRepositoryContract


class TestMemoryPassageRepository(PassageRepositoryContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlPassageRepositoryOnSqlite(PassageRepositoryContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlPassageRepositoryOnPostgres(PassageRepositoryContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
