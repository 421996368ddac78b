"""Which models may be asked for."""

import asyncio
from collections.abc import Sequence

from typing_extensions import override

from adapters.whisper.models.pool import ModelPool
from application.ports.models import ModelCatalog, ModelStatus
from domain.options import ModelName


class AllowedModels(ModelCatalog):
    """The models that the operator allows; those of the pool that are loaded say so."""

    def __init__(
        self, pool: ModelPool, *, default: ModelName, allowed: Sequence[ModelName] = ()
    ) -> None:
        self._pool = pool
        self._names = tuple(dict.fromkeys((default, *allowed)))

    @property
    @override
    def default(self) -> ModelName:
        return self._names[0]

    @override
    def served(self) -> Sequence[ModelStatus]:
        held = [(name, self._pool.holds(name)) for name in self._names]
        return [ModelStatus(name, loaded=size > 0, bytes_held=size) for name, size in held]

    @override
    async def revision(self, name: ModelName) -> str | None:
        return await asyncio.to_thread(self._pool.revision, name)

    @override
    async def check(self) -> None:
        await asyncio.to_thread(self._pool.check, self.default)
