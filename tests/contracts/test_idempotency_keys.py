import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.idempotency_keys import IdempotencyKeysContract


class TestMemoryIdempotencyKeys(IdempotencyKeysContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlIdempotencyKeysOnSqlite(IdempotencyKeysContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlIdempotencyKeysOnPostgres(IdempotencyKeysContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
