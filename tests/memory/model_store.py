"""A store of models that are folders somewhere, and of some that could be downloaded."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import Final

from typing_extensions import override

from application.ports.model_store import (
    KnownModel,
    Languages,
    ModelStore,
    Origin,
    Progress,
    StoredModel,
    unwatched,
)
from domain.errors.jobs import ModelNotStoredError
from domain.errors.transcription import ModelUnavailableError, ModelUnknownError
from domain.options import ModelName

_LOOK_SECONDS: Final = 0.01


class MemoryModelStore(ModelStore):
    """Has the models in `folders`, and "downloads" those in `elsewhere` unless it is `cut_off`.

    A download stops at 26 % while `go_on` is cleared.
    """

    def __init__(
        self,
        folders: Mapping[ModelName, Path] | None = None,
        elsewhere: Mapping[ModelName, Path] | None = None,
    ) -> None:
        self.cut_off = False
        self.go_on = Event()
        self.go_on.set()
        self._own = dict(folders or {})
        self._elsewhere = dict(elsewhere or {})
        self._downloaded: dict[ModelName, Path] = {}

    @override
    def known(self) -> Sequence[KnownModel]:
        return [
            KnownModel(name, 1_000_000, 1_000, 2_000, Languages.ALL, "MIT", f"somebody/{name}")
            for name in self._elsewhere
        ]

    @override
    def stored(self) -> Sequence[StoredModel]:
        own = [StoredModel(name, path, 1_000, Origin.FOLDER) for name, path in self._own.items()]
        others = self._downloaded.items()
        return [*own, *(StoredModel(name, path, 1_000, Origin.DOWNLOADED) for name, path in others)]

    @override
    def find(self, name: ModelName) -> StoredModel | None:
        found = next((each for each in self.stored() if each.name == name), None)
        if found is None and name not in self._elsewhere:
            raise ModelUnknownError(name)
        return found

    @override
    def fetch(self, name: ModelName, progress: Progress = unwatched) -> StoredModel:
        if self.find(name) is None:
            self._ensure_connected(name)
            progress(0, 1_000)
            progress(260, 1_000)
            while not self.go_on.wait(_LOOK_SECONDS):
                progress(260, 1_000)
            progress(1_000, 1_000)
            self._downloaded[name] = self._elsewhere[name]
        found = self.find(name)
        assert found is not None  # it was put there
        return found

    @override
    def check(self, name: ModelName) -> None:
        if self.find(name) is None:
            self._ensure_connected(name)

    @override
    def place(self, name: ModelName) -> Path:
        found = self.find(name)
        return found.folder if found else self._elsewhere[name]

    @override
    def remove(self, name: ModelName) -> StoredModel:
        if name not in self._downloaded:
            raise ModelNotStoredError(name, is_bundled=name in self._own)
        return StoredModel(name, self._downloaded.pop(name), 1_000, Origin.DOWNLOADED)

    def _ensure_connected(self, name: ModelName) -> None:
        if self.cut_off:
            raise ModelUnavailableError(f"The model '{name}' cannot be downloaded now.")
