from pathlib import Path

import pytest
from obstore.store import LocalStore, MemoryStore, S3Store

from adapters.storage.local_folder import AudioFolderUnusableError
from adapters.storage.stores import store_at


def test_a_file_url_is_a_folder_on_this_machine(tmp_path: Path) -> None:
    store, folder = store_at(f"file://{tmp_path}/with%20space")
    assert isinstance(store, LocalStore)
    assert folder
    assert folder.root == tmp_path / "with space"
    assert folder.root.is_dir()


def test_a_file_url_may_name_this_machine(tmp_path: Path) -> None:
    _, folder = store_at(f"file://localhost{tmp_path}/blobs")
    assert folder
    assert folder.root == tmp_path / "blobs"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.touch()
    with pytest.raises(AudioFolderUnusableError, match=r"a file/blobs for audio .*STORAGE_URL"):
        store_at(f"file://{tmp_path}/a%20file/blobs")


def test_a_store_in_memory_has_no_folder() -> None:
    store, folder = store_at("memory://")
    assert isinstance(store, MemoryStore)
    assert folder is None


def test_an_endpoint_in_the_environment_may_be_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9000")
    store, folder = store_at("s3://bucket/a/prefix")
    assert isinstance(store, S3Store)
    assert store.prefix == "a/prefix"
    assert store.client_options
    assert str(store.client_options["allow_http"]).lower() == "true"
    assert folder is None


@pytest.mark.parametrize("endpoint", ["https://s3.example.org", ""])
def test_plain_http_is_spoken_only_where_the_endpoint_says_so(
    monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    if endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    store, _ = store_at("s3://bucket")
    assert isinstance(store, S3Store)
    assert store.client_options
    assert str(store.client_options["allow_http"]).lower() == "false"


@pytest.mark.parametrize(
    "url",
    ["", "/a/folder", "file://", "file://relative/folder", "s3://", "ftp://host/a", "gs://bucket"],
)
def test_other_urls_are_refused_with_the_possible_ones(url: str) -> None:
    with pytest.raises(ValueError, match=r"file:///an/absolute/folder, s3://bucket/prefix"):
        store_at(url)
