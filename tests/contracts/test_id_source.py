from uuid import UUID

import pytest

from adapters.system.ids import RandomIds
from application.ports.ids import IdSource
from tests.contracts.id_source import IdSourceContract
from tests.memory.ids import SequentialIds


class TestRandomIds(IdSourceContract):
    @pytest.fixture
    def ids(self) -> IdSource:
        return RandomIds()

    def test_an_id_cannot_be_derived_from_the_previous_one(self) -> None:
        first, second = RandomIds().new(), RandomIds().new()
        differing_bits = (first.int ^ second.int).bit_count()
        assert 20 < differing_bits < 108


class TestSequentialIds(IdSourceContract):
    @pytest.fixture
    def ids(self) -> IdSource:
        return SequentialIds()

    def test_ids_can_be_foreseen(self, ids: IdSource) -> None:
        assert [ids.new(), ids.new()] == [UUID(int=1), UUID(int=2)]
