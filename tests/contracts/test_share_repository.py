import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.share_repository import ShareRepositoryContract


class TestMemoryShareRepository(ShareRepositoryContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlShareRepositoryOnSqlite(ShareRepositoryContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlShareRepositoryOnPostgres(ShareRepositoryContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
