"""The models in memory."""

from collections.abc import Sequence

from typing_extensions import override

from adapters.whisper.settings import ModelSources, Placement, Retention
from application.ports.engine import EngineMonitor, ModelFigures
from domain.options import ModelName


class ModelPool(EngineMonitor):
    """Loads each model once, lends it to whoever needs it, and unloads what is idle."""

    def __init__(
        self,
        *,
        sources: ModelSources,
        placement: Placement | None = None,
        retention: Retention | None = None,
    ) -> None: ...

    async def warm(self, name: ModelName) -> None:
        """Load a model before the first job asks for it. Raises ModelUnavailableError."""
        raise NotImplementedError

    async def close(self) -> None:
        """Stop all lanes and drop all models."""
        raise NotImplementedError

    @override
    def figures(self) -> Sequence[ModelFigures]:
        raise NotImplementedError
