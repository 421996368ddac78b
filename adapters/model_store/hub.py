"""Download models from the hub; an interrupted download continues where it stopped."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, cast

import httpx2
from huggingface_hub import HfApi, hf_hub_url
from huggingface_hub.errors import (
    EntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.file_download import http_get
from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # it is public
from huggingface_hub.utils.tqdm import tqdm
from typing_extensions import override

from adapters.model_store.catalogue import ModelFile, Recipe
from adapters.model_store.source import (
    ModelSource,
    NotOfferedError,
    UnreachableError,
    WrongFormatError,
)
from adapters.model_store.staging import Staging
from adapters.model_store.wanted import WEIGHTS, is_wanted
from application.ports.model_store import Progress

_ASK_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class _Listing:
    revision: str
    files: Sequence[ModelFile]


class HubSource(ModelSource):
    """The default hub of huggingface_hub (HF_ENDPOINT), or the one at `endpoint`."""

    is_local = False

    def __init__(self, endpoint: str | None = None) -> None:
        self._endpoint = endpoint

    @override
    def offers(self, recipe: Recipe) -> bool:
        return True

    @override
    def ask(self, recipe: Recipe) -> None:
        self._listing(recipe)

    @override
    def fetch(self, recipe: Recipe, staging: Staging, progress: Progress) -> str:
        listing = self._listing(recipe)
        whole = sum(file.size_bytes or 0 for file in listing.files)
        done = 0
        # The weights come last, so that faults in the other files are found early.
        for file in sorted(listing.files, key=lambda each: each.name == WEIGHTS):
            if not staging.has(file):
                self._fetch_file(
                    recipe, listing.revision, file, staging, _From(progress, done, whole)
                )
            done += file.size_bytes or 0
            progress(done, whole)
        return listing.revision

    def _listing(self, recipe: Recipe) -> _Listing:
        """Ask for the commit and the files of the model."""
        with _explained(recipe):
            info = HfApi(endpoint=self._endpoint).model_info(
                recipe.repository,
                revision=recipe.revision,
                files_metadata=True,
                timeout=_ASK_SECONDS,
            )
        known = {file.name: file for file in recipe.files}
        there = [each for each in info.siblings or () if is_wanted(each.rfilename)]
        if WEIGHTS not in {each.rfilename for each in there}:
            raise WrongFormatError(f"{recipe.repository} on the hub has no {WEIGHTS}")
        files = [known.get(each.rfilename) or _described(each) for each in there]
        return _Listing(info.sha or recipe.revision, files)

    def _fetch_file(
        self, recipe: Recipe, revision: str, file: ModelFile, staging: Staging, told: "_From"
    ) -> None:
        part = staging.parts / file.name
        url = hf_hub_url(recipe.repository, file.name, revision=revision, endpoint=self._endpoint)
        with _explained(recipe), part.open("ab") as opened:
            if file.size_bytes is not None and opened.tell() > file.size_bytes:
                opened.truncate(0)
            begun = opened.tell()
            http_get(
                url,
                cast("BinaryIO", _Counted(opened, told)),
                resume_size=begun,
                headers=build_hf_headers(),
                expected_size=file.size_bytes,
                tqdm_class=_NoBar,
            )
        staging.settle(part, file)


@dataclass(frozen=True, slots=True)
class _From:
    """Reports the progress of one file as part of the progress of all."""

    progress: Progress
    before: int
    whole: int

    def __call__(self, position: int) -> None:
        self.progress(self.before + position, self.whole)


class _Counted:
    """A file that reports how much of it is written, with what `http_get` needs of a file."""

    def __init__(self, file: BinaryIO, told: _From) -> None:
        self._file = file
        self._told = told

    def write(self, block: bytes) -> int:
        written = self._file.write(block)
        self._told(self._file.tell())
        return written

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, position: int) -> int:
        return self._file.seek(position)

    def truncate(self) -> int:
        return self._file.truncate()


class _NoBar(tqdm):
    """Disables the library's progress bar, since the caller is told the progress."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "disable": True})  # type: ignore[no-untyped-call]


def _described(sibling: Any) -> ModelFile:
    """Convert the hub's digests: SHA-256 of a large file, Git's SHA-1 of a small one."""
    large = sibling.lfs
    return ModelFile(
        sibling.rfilename,
        sibling.size,
        sha256=large.sha256 if large else None,
        git_sha1=None if large else sibling.blob_id,
    )


@contextmanager
def _explained(recipe: Recipe) -> Iterator[None]:
    """Turn an error of the hub or the network into a SourceError; a full disk stays an OSError."""
    try:
        yield
    except (RepositoryNotFoundError, RevisionNotFoundError, EntryNotFoundError) as error:
        raise NotOfferedError(
            f"the model hub has no {recipe.repository}, or keeps it from the public"
        ) from error
    except OfflineModeIsEnabled as error:
        raise UnreachableError("the model hub is switched off (HF_HUB_OFFLINE)") from error
    except httpx2.HTTPError as error:  # HfHubHTTPError among them
        raise UnreachableError("the model hub cannot be reached") from error
    except OSError as error:
        if error.errno is None:  # the library's error for an incomplete file
            raise UnreachableError("the download from the model hub broke off") from error
        raise
