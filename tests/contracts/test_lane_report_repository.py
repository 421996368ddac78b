import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.lane_report_repository import LaneReportRepositoryContract


class TestMemoryLaneReportRepository(LaneReportRepositoryContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlLaneReportRepositoryOnSqlite(LaneReportRepositoryContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlLaneReportRepositoryOnPostgres(LaneReportRepositoryContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
