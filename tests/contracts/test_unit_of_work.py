import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.unit_of_work import UnitOfWorkContract


class TestMemoryUnitOfWork(UnitOfWorkContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlUnitOfWorkOnSqlite(UnitOfWorkContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlUnitOfWorkOnPostgres(UnitOfWorkContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
