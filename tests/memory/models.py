"""A catalogue of models that were never loaded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from typing_extensions import override

from application.ports.model_choices import ModelChoices
from application.ports.models import ModelCatalog, ModelStatus
from domain.errors.transcription import ModelUnavailableError
from domain.options import ModelName
from tests.memory.model_choices import MemoryModelChoices


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
        choices: ModelChoices | None = None,
    ) -> None:
        self.current_revision = revision
        self._configured = names
        self._choices = choices or MemoryModelChoices()
        self._sizes = sizes or {}
        self._missing = missing

    @property
    @override
    def default(self) -> ModelName:
        return self._names()[0]

    @override
    def choose(self, name: ModelName) -> None:
        self._choices.write(replace(self._choices.read(), default=name))

    @override
    def served(self) -> Sequence[ModelStatus]:
        return [
            ModelStatus(name, loaded=name in self._sizes, bytes_held=self._sizes.get(name, 0))
            for name in self._names()
        ]

    @override
    async def revision(self, name: ModelName) -> str | None:
        here = name in self._names() and name not in self._missing
        return self.current_revision if here else None

    @override
    async def check(self) -> None:
        if self.default in self._missing:
            raise ModelUnavailableError(f"The model '{self.default}' is not on this server.")

    def _names(self) -> tuple[ModelName, ...]:
        chosen = self._choices.read()
        first = (chosen.default,) if chosen.default else ()
        return tuple(dict.fromkeys((*first, *self._configured, *chosen.added)))
