import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.api_key_repository import ApiKeyRepositoryContract


class TestMemoryApiKeyRepository(ApiKeyRepositoryContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlApiKeyRepositoryOnSqlite(ApiKeyRepositoryContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlApiKeyRepositoryOnPostgres(ApiKeyRepositoryContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
