import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.job_claims import FencingContract, JobClaimContract
from tests.contracts.job_facets import JobFacetsContract
from tests.contracts.job_repository import JobPageContract, JobRepositoryContract
from tests.contracts.job_results import JobResultContract
from tests.contracts.job_sweeping import JobSweepingContract
from tests.contracts.job_workload import (
    AudioAheadContract,
    BacklogContract,
    RealTimeFactorContract,
)
from tests.contracts.owner_load import OwnerLoadContract


class Contract(
    JobRepositoryContract,
    JobPageContract,
    JobFacetsContract,
    JobClaimContract,
    FencingContract,
    BacklogContract,
    AudioAheadContract,
    RealTimeFactorContract,
    JobSweepingContract,
    JobResultContract,
    OwnerLoadContract,
):
    """All that a JobRepository promises."""


class TestMemoryJobRepository(Contract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlJobRepositoryOnSqlite(Contract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlJobRepositoryOnPostgres(Contract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
