import pytest

from tests.fakes.house import House


@pytest.fixture
def house() -> House:
    return House()
