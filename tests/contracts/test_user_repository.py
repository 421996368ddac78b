import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.user_repository import UserRepositoryContract


class TestMemoryUserRepository(UserRepositoryContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlUserRepositoryOnSqlite(UserRepositoryContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlUserRepositoryOnPostgres(UserRepositoryContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
