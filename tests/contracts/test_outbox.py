import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from tests.contracts.delivery_repository import DeliveryRepositoryContract
from tests.contracts.job_endings import JobEndingContract
from tests.contracts.secret_repository import SecretRepositoryContract


class Contract(DeliveryRepositoryContract, JobEndingContract, SecretRepositoryContract):
    """All that is promised of webhooks where they are kept."""


class TestMemoryOutbox(Contract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlOutboxOnSqlite(Contract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units


class TestSqlOutboxOnPostgres(Contract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
