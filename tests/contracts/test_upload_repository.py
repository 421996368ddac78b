import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.upload_repository import UploadRepositoryContract


class TestMemoryUploadRepository(UploadRepositoryContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlUploadRepositoryOnSqlite(UploadRepositoryContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlUploadRepositoryOnPostgres(UploadRepositoryContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
