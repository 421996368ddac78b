"""A catalogue of models that were never loaded."""

from collections.abc import Collection, Mapping, Sequence

from typing_extensions import override

from application.ports.models import ModelCatalog, ModelStatus
from domain.errors import ModelUnavailableError
from domain.options import ModelName


class MemoryModelCatalog(ModelCatalog):
    """Serves these names, the first of which is the default; `sizes` are those in memory.

    `missing` names are allowed, but are not there; all others have the same `current_revision`.
    """

    def __init__(
        self,
        *names: ModelName,
        sizes: Mapping[ModelName, int] | None = None,
        missing: Collection[ModelName] = (),
        revision: str | None = "r1",
    ) -> None:
        self.current_revision = revision
        self._names = names
        self._sizes = sizes or {}
        self._missing = missing

    @property
    @override
    def default(self) -> ModelName:
        return self._names[0]

    @override
    def served(self) -> Sequence[ModelStatus]:
        return [
            ModelStatus(name, loaded=name in self._sizes, bytes_held=self._sizes.get(name, 0))
            for name in self._names
        ]

    @override
    async def revision(self, name: ModelName) -> str | None:
        here = name in self._names and name not in self._missing
        return self.current_revision if here else None

    @override
    async def check(self) -> None:
        if self.default in self._missing:
            raise ModelUnavailableError(f"The model '{self.default}' is not on this server.")
