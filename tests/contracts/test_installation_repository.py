import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.installation_repository import InstallationRepositoryContract


class TestMemoryInstallationRepository(InstallationRepositoryContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlInstallationRepositoryOnSqlite(InstallationRepositoryContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlInstallationRepositoryOnPostgres(InstallationRepositoryContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
