"""The hub's cache as its library lays it out, with the bundled model in it."""

import shutil
from pathlib import Path

import pytest

from adapters.whisper.models.hub_store import HubModelStore
from adapters.whisper.settings import ModelSources
from domain.errors import ModelNotStoredError, ModelUnavailableError
from domain.options import ModelName
from tests.digits_model import DIGITS, DIGITS_FOLDER

COMMIT = "0123456789abcdef0123456789abcdef01234567"
SMALL = ModelName("small")


def laid(cache: Path, repo: str, files: Path) -> Path:
    """Lay a repository of the hub into its cache."""
    folder = cache / f"models--{repo.replace('/', '--')}"
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "main").write_text(COMMIT)
    shutil.copytree(files, folder / "snapshots" / COMMIT)
    (folder / "blobs").mkdir()
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def store(cache: Path) -> HubModelStore:
    return HubModelStore(ModelSources({DIGITS: DIGITS_FOLDER}, download_folder=cache, offline=True))


def test_without_a_cache_only_what_is_bundled_is_here(store: HubModelStore) -> None:
    (digits,) = store.stored()
    assert (digits.name, digits.folder, digits.bundled) == (DIGITS, DIGITS_FOLDER, True)
    assert digits.size_bytes > 1_000_000


def test_what_was_downloaded_is_known_by_its_size(store: HubModelStore, cache: Path) -> None:
    laid(cache, "Systran/faster-whisper-small", DIGITS_FOLDER)
    laid(cache, "somebody/whisper-of-mine", DIGITS_FOLDER)
    found = [(each.name, each.bundled) for each in store.stored()]
    assert found == [(DIGITS, True), ("small", False), ("somebody/whisper-of-mine", False)]


def test_what_is_no_whisper_model_is_left_out(
    store: HubModelStore, cache: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.json").write_text("{}")
    laid(cache, "somebody/language-model", other)
    assert len(store.stored()) == 1


def test_what_is_here_is_not_downloaded_again(store: HubModelStore, cache: Path) -> None:
    folder = laid(cache, "Systran/faster-whisper-small", DIGITS_FOLDER)
    assert store.download(SMALL).folder == folder / "snapshots" / COMMIT


def test_what_cannot_be_had_is_said_in_words(store: HubModelStore) -> None:
    with pytest.raises(ModelUnavailableError, match="'small' is not stored"):
        store.download(SMALL)


@pytest.mark.parametrize("name", ["small", "Systran/faster-whisper-small"])
def test_a_model_that_is_removed_is_gone_from_the_disk(
    store: HubModelStore, cache: Path, name: str
) -> None:
    folder = laid(cache, "Systran/faster-whisper-small", DIGITS_FOLDER)
    assert store.remove(ModelName(name)).name == SMALL
    assert not folder.exists()
    assert len(store.stored()) == 1


def test_nothing_is_removed_that_was_not_downloaded(store: HubModelStore) -> None:
    with pytest.raises(ModelNotStoredError, match="no downloaded model 'small'"):
        store.remove(SMALL)
    with pytest.raises(ModelNotStoredError, match="came with the program"):
        store.remove(DIGITS)
    assert (DIGITS_FOLDER / "model.bin").is_file()
