"""What every ModelCatalog promises."""

import pytest

from application.ports.models import ModelCatalog
from domain.errors.transcription import ModelUnavailableError
from domain.options import ModelName


class ModelCatalogContract:
    """Needs a fixture `catalog` of the models `first` (the default) and `second`, none loaded.

    `lacking` is one whose default model is not there.
    """

    def test_the_default_is_served_first(self, catalog: ModelCatalog) -> None:
        assert catalog.default == ModelName("first")
        assert [model.name for model in catalog.served()] == ["first", "second"]

    def test_another_default_can_be_chosen(self, catalog: ModelCatalog) -> None:
        catalog.choose(ModelName("second"))
        assert catalog.default == ModelName("second")
        assert [model.name for model in catalog.served()] == ["second", "first"]

    def test_what_was_not_loaded_holds_no_memory(self, catalog: ModelCatalog) -> None:
        assert [(model.loaded, model.bytes_held) for model in catalog.served()] == [(False, 0)] * 2

    async def test_a_default_that_is_there_passes_the_check(self, catalog: ModelCatalog) -> None:
        await catalog.check()

    async def test_a_default_that_is_not_there_fails_it(self, lacking: ModelCatalog) -> None:
        with pytest.raises(ModelUnavailableError):
            await lacking.check()
