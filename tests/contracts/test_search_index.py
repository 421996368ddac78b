import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.search_index import SearchIndexContract


class TestMemorySearchIndex(SearchIndexContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlSearchIndexOnSqlite(SearchIndexContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlSearchIndexOnPostgres(SearchIndexContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
