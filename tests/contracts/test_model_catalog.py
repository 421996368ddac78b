"""The catalogue contract, over memory and over the pool of models."""

from pathlib import Path

import pytest

from adapters.memory.models import MemoryModelCatalog
from adapters.whisper.models.catalog import AllowedModels
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.settings import ModelSources
from application.ports.models import ModelCatalog, ModelStatus
from domain.options import ModelName
from tests.contracts.model_catalog import ModelCatalogContract
from tests.fakes.whisper_model import FakeDevice, FakeWhisperModel, model_folder

FIRST, SECOND = ModelName("first"), ModelName("second")


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
    def pool(self, tmp_path: Path) -> ModelPool:
        first = model_folder(tmp_path / "first")
        second = model_folder(tmp_path / "second", size_bytes=77)
        return ModelPool(
            sources=ModelSources({FIRST: first, SECOND: second}, offline=True),
            open_model=lambda *_, **__: FakeWhisperModel(FakeDevice()),
        )

    @pytest.fixture
    def catalog(self, pool: ModelPool) -> ModelCatalog:
        return AllowedModels(pool, default=FIRST, allowed=[SECOND, FIRST])

    @pytest.fixture
    def lacking(self, pool: ModelPool, tmp_path: Path) -> ModelCatalog:
        return AllowedModels(pool, default=ModelName(str(tmp_path / "nowhere")))

    async def test_what_is_loaded_says_how_much_it_holds(
        self, pool: ModelPool, catalog: ModelCatalog
    ) -> None:
        await pool.warm(SECOND)
        assert catalog.served()[1] == ModelStatus(SECOND, loaded=True, bytes_held=77)
        await pool.close()
