"""Download models into a folder, check them, and find them again."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import structlog
from filelock import FileLock, Timeout
from typing_extensions import override

from adapters.model_store import sentences
from adapters.model_store.catalogue import Catalogue, Recipe
from adapters.model_store.format import fault_of
from adapters.model_store.room import NoRoomError, ensure_room, is_full
from adapters.model_store.source import ModelSource, SourceError
from adapters.model_store.staging import DigestError, Staging, folder_bytes
from adapters.model_store.wanted import missing_from
from application.ports.model_store import (
    KnownModel,
    ModelStore,
    Origin,
    Progress,
    StoredModel,
    unwatched,
)
from domain.errors.jobs import ModelBusyError, ModelNotStoredError
from domain.errors.transcription import ModelUnavailableError
from domain.options import ModelName

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()

RECORD: Final = ".model.json"
_PARTIAL: Final = ".partial"
_LOOK_SECONDS: Final = 0.5


class DiskModelStore(ModelStore):
    """Models in folders below `root`, and those in folders that the operator names.

    A model appears atomically, complete and checked. `built_in` is a second, read-only root.
    """

    def __init__(
        self,
        root: Path,
        *,
        catalogue: Catalogue,
        sources: Sequence[ModelSource] = (),
        folders: Mapping[ModelName, Path] | None = None,
        built_in: Path | None = None,
        offline: bool = False,
    ) -> None:
        self._root = root
        self._catalogue = catalogue
        self._sources = [each for each in sources if each.is_local or not offline]
        self._folders = folders or {}
        self._built_in = built_in
        self._offline = offline

    @override
    def known(self) -> Sequence[KnownModel]:
        return self._catalogue.known

    @override
    def stored(self) -> Sequence[StoredModel]:
        own = [
            _stored(name, folder, Origin.FOLDER)
            for name, folder in self._folders.items()
            if fault_of(folder) is None
        ]
        roots = [(self._built_in, Origin.BUILT_IN), (self._root, Origin.DOWNLOADED)]
        return [*own, *(each for root, origin in roots for each in _whole(root, origin))]

    @override
    def find(self, name: ModelName) -> StoredModel | None:
        if name in self._folders:
            return self._own(name)
        recipe = self._catalogue.recipe(name)
        roots = [(self._built_in, Origin.BUILT_IN), (self._root, Origin.DOWNLOADED)]
        found = (_read(root / recipe.directory, origin) for root, origin in roots if root)
        return next(filter(None, found), None)

    @override
    def fetch(self, name: ModelName, progress: Progress = unwatched) -> StoredModel:
        found = self.find(name)
        if found is not None:
            return found
        recipe = self._catalogue.recipe(name)
        try:
            with self._locked(recipe, progress):
                # The previous holder of the lock may have fetched it.
                return self.find(name) or self._install(recipe, progress)
        except DigestError as error:
            raise sentences.tampered(name, error.file) from error
        except NoRoomError as error:
            raise sentences.disk_full(name, error) from error
        except OSError as error:
            if is_full(error):
                raise sentences.disk_full(name) from error
            raise sentences.folder_unusable(name, error) from error

    @override
    def check(self, name: ModelName) -> None:
        if self.find(name) is not None:
            return
        recipe = self._catalogue.recipe(name)
        reasons = []
        for source in self._sources:
            try:
                if source.offers(recipe):
                    source.ask(recipe)
                    return
            except (SourceError, DigestError) as error:
                reasons.append(error)
        raise self._refusal(name, [each for each in reasons if isinstance(each, SourceError)])

    @override
    def place(self, name: ModelName) -> Path:
        found = self.find(name)
        return found.folder if found else self._root / self._catalogue.recipe(name).directory

    @override
    def remove(self, name: ModelName) -> StoredModel:
        if name in self._folders:
            raise ModelNotStoredError(name, is_bundled=True)
        found = self.find(name)
        recipe = self._catalogue.recipe(name)
        target, staging = self._root / recipe.directory, self._staging(recipe)
        if not target.is_dir() and not staging.folder.is_dir():
            raise ModelNotStoredError(name, is_bundled=found is not None)
        lock = self._lock(recipe)
        try:
            lock.acquire(blocking=False)
        except Timeout as error:
            raise ModelBusyError(name) from error
        with lock:
            lock.release()  # the lock counts: once for `acquire`, once for `with`
            size = folder_bytes(target) + staging.bytes_here()
            staging.clear()
            if target.is_dir():
                target.replace(staging.folder)  # atomic, so that nobody opens half a model
                staging.clear()
        return found or StoredModel(recipe.name, target, size, Origin.DOWNLOADED)

    def _own(self, name: ModelName) -> StoredModel:
        folder = self._folders[name]
        fault = fault_of(folder)
        if fault is not None:
            raise sentences.at_fault(name, fault)
        return _stored(name, folder, Origin.FOLDER)

    def _install(self, recipe: Recipe, progress: Progress) -> StoredModel:
        staging = self._staging(recipe)
        staging.make()
        target = self._root / recipe.directory
        _take_back(target, staging)
        revision, source = self._fetched(recipe, staging, progress)
        missing = missing_from(staging.names())
        if missing:
            raise sentences.at_fault(
                recipe.name, f"it is incomplete: {', '.join(missing)} is not there"
            )
        _write_record(recipe, revision, source, staging.files)
        staging.files.replace(target)
        staging.clear()
        log.info("model_downloaded", model=recipe.name, revision=revision, source=source)
        stored = _read(target, Origin.DOWNLOADED)
        if stored is None:
            raise sentences.at_fault(recipe.name, "its folder changed while it was stored")
        return stored

    def _fetched(self, recipe: Recipe, staging: Staging, progress: Progress) -> tuple[str, str]:
        """Fetch the model from the first source that has it; return the commit and the source."""
        if not missing_from([file.name for file in recipe.files]) and all(
            map(staging.has, recipe.files)
        ):
            return recipe.revision, "this disk"
        reasons: list[SourceError | DigestError] = []
        for source in self._sources:
            try:
                if source.offers(recipe):
                    if not source.is_local:
                        ensure_room(staging.folder, recipe.size_bytes - staging.bytes_here())
                    return source.fetch(recipe, staging, progress), type(source).__name__
            except (SourceError, DigestError) as error:
                log.warning("model_source_failed", model=recipe.name, reason=repr(error))
                reasons.append(error)
        for each in reasons:
            if isinstance(each, DigestError):
                raise each
        raise self._refusal(
            recipe.name, [each for each in reasons if isinstance(each, SourceError)]
        )

    def _refusal(self, name: ModelName, reasons: Sequence[SourceError]) -> ModelUnavailableError:
        if self._offline:
            return sentences.switched_off(name)
        return sentences.not_to_be_had(name, reasons)

    def _staging(self, recipe: Recipe) -> Staging:
        return Staging(self._root / _PARTIAL / recipe.directory)

    def _lock(self, recipe: Recipe) -> FileLock:
        locks = self._root / _PARTIAL
        locks.mkdir(parents=True, exist_ok=True)
        return FileLock(locks / f"{recipe.directory}.lock")

    @contextmanager
    def _locked(self, recipe: Recipe, progress: Progress) -> Iterator[None]:
        """Lock this model; while another process holds the lock, report its progress."""
        lock = self._lock(recipe)
        while True:
            try:
                lock.acquire(timeout=_LOOK_SECONDS)
                break
            except Timeout:
                here = self._staging(recipe).bytes_here()
                progress(min(here, recipe.size_bytes), recipe.size_bytes)
        try:
            yield
        finally:
            lock.release()


def _take_back(target: Path, staging: Staging) -> None:
    """Move the files of an incomplete model into the staging folder, to be checked again."""
    if not target.is_dir():
        return
    for path in target.iterdir():
        if path.is_file() and path.name != RECORD:
            path.replace(staging.files / path.name)
    shutil.rmtree(target)


def _whole(root: Path | None, origin: Origin) -> Iterator[StoredModel]:
    if root is None or not root.is_dir():
        return
    for folder in sorted(root.iterdir()):
        stored = _read(folder, origin)
        if stored is not None:
            yield stored


def _stored(
    name: ModelName, folder: Path, origin: Origin, revision: str | None = None
) -> StoredModel:
    return StoredModel(name, folder, folder_bytes(folder), origin, revision)


def _write_record(recipe: Recipe, revision: str, source: str, files: Path) -> None:
    record = {
        "name": recipe.name,
        "repository": recipe.repository,
        "revision": revision,
        "source": source,
        "files": {path.name: path.stat().st_size for path in sorted(files.iterdir())},
    }
    (files / RECORD).write_text(json.dumps(record, indent=2), encoding="utf-8")


def _read(folder: Path, origin: Origin) -> StoredModel | None:
    """Read an installed model; None if it is missing or incomplete."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        for name, size in record["files"].items():
            if (folder / name).stat().st_size != size:
                return None
        return _stored(ModelName(record["name"]), folder, origin, record["revision"])
    except (OSError, ValueError, KeyError):
        return None
