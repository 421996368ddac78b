import pytest

from adapters.security.unicode_look_alikes import UnicodeLookAlikes
from application.ports.look_alikes import LookAlikes
from tests.contracts.look_alikes import LookAlikesContract


class TestUnicodeLookAlikes(LookAlikesContract):
    @pytest.fixture
    def look_alikes(self) -> LookAlikes:
        return UnicodeLookAlikes()
