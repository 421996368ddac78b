import pytest

from adapters.system.secrets import RandomSecrets
from application.ports.secrets import SecretSource
from tests.contracts.secret_source import SecretSourceContract
from tests.memory.secrets import SequentialSecrets


class TestRandomSecrets(SecretSourceContract):
    @pytest.fixture
    def secrets(self) -> SecretSource:
        return RandomSecrets()


class TestSequentialSecrets(SecretSourceContract):
    @pytest.fixture
    def secrets(self) -> SecretSource:
        return SequentialSecrets()
