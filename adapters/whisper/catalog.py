"""Which models may be asked for."""

from collections.abc import Sequence

from typing_extensions import override

from adapters.whisper.pool import ModelPool
from application.ports.models import ModelCatalog, ModelStatus
from domain.options import ModelName


class AllowedModels(ModelCatalog):
    """The models that the operator allows; those of the pool that are loaded say so."""

    def __init__(
        self, pool: ModelPool, *, default: ModelName, allowed: Sequence[ModelName] = ()
    ) -> None: ...

    @property
    @override
    def default(self) -> ModelName:
        raise NotImplementedError

    @override
    def served(self) -> Sequence[ModelStatus]:
        raise NotImplementedError
