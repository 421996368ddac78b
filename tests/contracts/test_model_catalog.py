"""The catalogue contract, over memory and over the pool of models."""

from pathlib import Path

import pytest

from adapters.whisper.models.catalog import AllowedModels
from adapters.whisper.models.pool import ModelPool
from application.ports.models import ModelCatalog, ModelStatus
from domain.options import ModelName
from tests.contracts.model_catalog import ModelCatalogContract
from tests.fakes.whisper_model import FakeDevice, FakeWhisperModel, model_folder
from tests.memory.model_choices import MemoryModelChoices
from tests.memory.model_store import MemoryModelStore
from tests.memory.models import MemoryModelCatalog

FIRST, SECOND = ModelName("first"), ModelName("second")
ELSEWHERE = ModelName("elsewhere")


class TestMemoryModelCatalog(ModelCatalogContract):
    @pytest.fixture
    def catalog(self) -> ModelCatalog:
        return MemoryModelCatalog(FIRST, SECOND)

    @pytest.fixture
    def lacking(self) -> ModelCatalog:
        return MemoryModelCatalog(FIRST, missing=[FIRST])

    def test_what_is_loaded_says_how_much_it_holds(self) -> None:
        catalog = MemoryModelCatalog(FIRST, SECOND, sizes={SECOND: 7})
        assert catalog.served()[1] == ModelStatus(SECOND, loaded=True, bytes_held=7)


class TestAllowedModels(ModelCatalogContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> MemoryModelStore:
        first = model_folder(tmp_path / "first")
        second = model_folder(tmp_path / "second", size_bytes=77)
        return MemoryModelStore({FIRST: first, SECOND: second}, {ELSEWHERE: first})

    @pytest.fixture
    def pool(self, store: MemoryModelStore) -> ModelPool:
        return ModelPool(
            store=store,
            open_model=lambda *_, **__: FakeWhisperModel(FakeDevice()),
        )

    @pytest.fixture
    def catalog(self, pool: ModelPool, store: MemoryModelStore) -> ModelCatalog:
        return AllowedModels(
            pool, store, default=FIRST, allowed=[SECOND, FIRST], choices=MemoryModelChoices()
        )

    @pytest.fixture
    def lacking(self, pool: ModelPool, store: MemoryModelStore) -> ModelCatalog:
        store.cut_off = True
        return AllowedModels(pool, store, default=ELSEWHERE)

    async def test_a_default_that_can_be_downloaded_passes_the_check(
        self, pool: ModelPool, store: MemoryModelStore
    ) -> None:
        await AllowedModels(pool, store, default=ELSEWHERE).check()
        assert store.find(ELSEWHERE) is None

    async def test_what_is_loaded_says_how_much_it_holds(
        self, pool: ModelPool, catalog: ModelCatalog
    ) -> None:
        await pool.warm(SECOND)
        assert catalog.served()[1] == ModelStatus(SECOND, loaded=True, bytes_held=77)
        await pool.close()
