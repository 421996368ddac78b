"""Models as the hub's library keeps them on disk."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from faster_whisper.utils import _MODELS
from huggingface_hub import CachedRepoInfo, CacheNotFound, HFCacheInfo, scan_cache_dir
from typing_extensions import override

from adapters.whisper.models.loading import ModelLoader
from adapters.whisper.settings import ModelSources, Placement
from application.ports.model_store import ModelStore, StoredModel
from domain.errors import ModelNotStoredError
from domain.options import ModelName

_WEIGHTS: Final = "model.bin"


class HubModelStore(ModelStore):
    """The bundled models, and those in the hub's cache that are in CTranslate2's format."""

    def __init__(self, sources: ModelSources) -> None:
        self._sources = sources

    @override
    def stored(self) -> Sequence[StoredModel]:
        bundled = [
            StoredModel(name, folder, _size(folder), bundled=True)
            for name, folder in self._sources.folders.items()
        ]
        return [*bundled, *map(_described, self._fetched())]

    @override
    def sizes(self) -> Sequence[ModelName]:
        return list(map(ModelName, _MODELS))

    @override
    def download(self, name: ModelName) -> StoredModel:
        folder = ModelLoader(self._sources, Placement()).locate(name)
        return StoredModel(name, folder, _size(folder), bundled=name in self._sources.folders)

    @override
    def remove(self, name: ModelName) -> StoredModel:
        wanted = _MODELS.get(name, name)
        for repo in self._fetched():
            if repo.repo_id == wanted:
                commits = [revision.commit_hash for revision in repo.revisions]
                self._cache().delete_revisions(*commits).execute()
                return _described(repo)
        raise ModelNotStoredError(name, is_bundled=name in self._sources.folders)

    def _fetched(self) -> Iterator[CachedRepoInfo]:
        try:
            repos = self._cache().repos
        except CacheNotFound:
            return
        for repo in sorted(repos, key=lambda each: each.repo_id):
            files = {file.file_name for each in repo.revisions for file in each.files}
            if _WEIGHTS in files:
                yield repo

    def _cache(self) -> HFCacheInfo:
        return scan_cache_dir(self._sources.download_folder)


def _described(repo: CachedRepoInfo) -> StoredModel:
    named = (size for size, repo_id in _MODELS.items() if repo_id == repo.repo_id)
    return StoredModel(
        ModelName(next(named, repo.repo_id)), Path(repo.repo_path), repo.size_on_disk
    )


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
