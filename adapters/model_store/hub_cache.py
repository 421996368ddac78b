"""Take models from caches of huggingface_hub on this disk."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from huggingface_hub import snapshot_download
from huggingface_hub.errors import LocalEntryNotFoundError
from typing_extensions import override

from adapters.model_store.catalogue import ModelFile, Recipe
from adapters.model_store.source import ModelSource, NotOfferedError
from adapters.model_store.staging import Staging
from adapters.model_store.wanted import is_wanted, missing_from
from application.ports.model_store import Progress


class HubCacheSource(ModelSource):
    """Caches on this disk in huggingface_hub's layout; nothing is downloaded.

    On the same disk a file is linked and not copied, so it takes no extra space.
    """

    is_local = True

    def __init__(self, caches: Sequence[Path]) -> None:
        self._caches = caches

    @override
    def offers(self, recipe: Recipe) -> bool:
        return self._snapshot(recipe) is not None

    @override
    def ask(self, recipe: Recipe) -> None:
        if self._snapshot(recipe) is None:
            raise NotOfferedError("no earlier download of it is on this machine")

    @override
    def fetch(self, recipe: Recipe, staging: Staging, progress: Progress) -> str:
        snapshot = self._snapshot(recipe)
        if snapshot is None:
            raise NotOfferedError("no earlier download of it is on this machine")
        known = {file.name: file for file in recipe.files}
        for path in filter(_belongs, snapshot.iterdir()):
            file = known.get(path.name, ModelFile(path.name))
            if not staging.has(file):
                part = staging.parts / path.name
                _link(path.resolve(), part)
                staging.settle(part, file)
            progress(staging.bytes_here(), recipe.size_bytes)
        return snapshot.name

    def _snapshot(self, recipe: Recipe) -> Path | None:
        for cache in self._caches:
            if not cache.is_dir():
                continue
            try:
                found = snapshot_download(
                    recipe.repository,
                    revision=recipe.revision,
                    cache_dir=cache,
                    local_files_only=True,
                )
            except (LocalEntryNotFoundError, OSError):
                continue
            folder = Path(found)
            if not missing_from([path.name for path in folder.iterdir()]):
                return folder
        return None


def _belongs(path: Path) -> bool:
    return path.is_file() and is_wanted(path.name)


def _link(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without links
        shutil.copyfile(source, target)
